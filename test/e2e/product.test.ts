// The product as a new user meets it: `npm start -- --json`, `lp`, and the API.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import { adminOf, makeStateFolder, processesOf, removeStateFolder } from '#help/product.ts'
import { promiseProduct } from '#help/product-promises.ts'
import { promiseWaiting } from '#help/waiting-promises.ts'

const START_LIMIT_MS = 120_000
const root = new URL('../..', import.meta.url).pathname

describeWith(['cupsd', 'lp'], 'the product on one machine', () => {
  const { product, folder } = promiseProduct(['--spooler', 'cups'])
  promiseWaiting(product, folder)
  const school = () => adminOf(product().ready, 'school')

  it('answers a foreign job exactly as an absent one', async () => {
    const job = (await school().jobs())[0]!
    const company = adminOf(product().ready, 'company')
    const strip = async (response: Response) => {
      const { requestId: _, ...rest } = (await response.json()) as Record<string, unknown>
      return { status: response.status, rest }
    }
    const foreign = await strip(await company.request('GET', `jobs/${job.id}`))
    const absent = await strip(await company.request('GET', 'jobs/00000000000000000000000000'))
    const foreignTenant = await strip(
      await fetch(`${product().ready.api}/v1/tenants/${school().tenant.id}/jobs/${job.id}`, {
        headers: { authorization: `Bearer ${company.tenant.adminToken}` },
      }),
    )
    expect(foreign.status).toBe(404)
    expect(foreign).toEqual(absent)
    expect(foreignTenant).toEqual(absent)
  })

  it('serves the portal under a strict policy, and the API beside it', async () => {
    const page = await fetch(product().ready.portal)
    expect(await page.text()).toContain('id="portal"')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const document = (await (await fetch(`${product().ready.api}/v1/openapi.json`)).json()) as {
      openapi: string
    }
    expect(document.openapi).toMatch(/^3\.1/)
  })

  it(
    'ends with all that it started when npm is told to end',
    async () => {
      const state = makeStateFolder()
      const args = ['start', '--', '--json', '--fresh', '--port', '0', '--state', state]
      const npm = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      for await (const line of createInterface({ input: npm.stdout })) {
        if (line.startsWith('{"ready":true')) break
      }
      expect(processesOf(state).length).toBeGreaterThan(2)

      npm.kill('SIGTERM')
      await eventually('everything ends', () => processesOf(state).length === 0, 10_000)
      removeStateFolder(state)
    },
    START_LIMIT_MS,
  )
})
