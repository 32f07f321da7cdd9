// The product as a new user meets it: `npm start -- --json`, `lp`, and the API.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import {
  adminOf,
  lp,
  makeStateFolder,
  type ProductUnderTest,
  printedFiles,
  processesOf,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { makeSamplePdf, makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { parseAmount } from '#shared/contracts/money.ts'

const START_LIMIT_MS = 120_000
const root = new URL('../..', import.meta.url).pathname
const TERMINAL = ['completed', 'canceled', 'refused', 'failed', 'expired']

describeWith(['cupsd', 'lp'], 'the product on one machine', () => {
  const folder = makeStateFolder()
  let product: ProductUnderTest
  let files: Record<'threePages' | 'twoHundredPages' | 'poster', string>

  beforeAll(async () => {
    files = {
      threePages: join(folder, '..', `${folder.split('/').pop()}-three-pages.pdf`),
      twoHundredPages: join(folder, '..', `${folder.split('/').pop()}-book.pdf`),
      poster: join(folder, '..', `${folder.split('/').pop()}-poster.pdf`),
    }
    writeFileSync(files.threePages, makeTextPdf(3))
    writeFileSync(files.twoHundredPages, makeTextPdf(201))
    writeFileSync(files.poster, makeSamplePdf([{ text: 'Red', color: true }]))
    product = await startProductUnderTest(folder, ['--fresh'])
  }, START_LIMIT_MS)

  afterAll(async () => {
    await product?.stop()
    removeStateFolder(folder)
    for (const file of Object.values(files ?? {})) removeStateFolder(file)
  }, START_LIMIT_MS)

  const site = () => product.ready.sites[0]!
  const school = () => adminOf(product.ready, 'school')
  const newestEnded = (known: ReadonlySet<string>) =>
    eventually('a new job ends', async () =>
      (await school().jobs()).find(({ id, state }) => !known.has(id) && TERMINAL.includes(state)),
    )
  const knownJobs = async () => new Set((await school().jobs()).map(({ id }) => id))

  it('prints three pages for exactly price × pages and books one entry', async () => {
    const known = await knownJobs()
    const before = await school().account('user:alice')
    const entriesBefore = await school().entries('user:alice')
    const printedBefore = printedFiles(site().printedDir)

    await lp(site().cupsServer, 'alice', ['-d', 'office', files.threePages])
    const job = await newestEnded(known)
    await eventually(
      'the charge is booked',
      async () => (await school().account('user:alice')).held === '0.00',
    )

    expect(job).toMatchObject({
      state: 'completed',
      user: 'alice',
      pages: 3,
      colorPages: 0,
      cost: '0.15',
    })
    expect(printedFiles(site().printedDir)).toHaveLength(printedBefore.length + 1)
    const after = await school().account('user:alice')
    expect(parseAmount(before.balance) - parseAmount(after.balance)).toBe(parseAmount('0.15'))
    const entries = await school().entries('user:alice')
    expect(entries).toHaveLength(entriesBefore.length + 1)
    const postings = entries.flatMap((entry) => entry.postings)
    expect(postings.reduce((sum, { amount }) => sum + parseAmount(amount), 0n)).toBe(0n)
  })

  it('lets nothing reach the device when the balance is too low, and names balance and cost', async () => {
    const known = await knownJobs()
    const entriesBefore = await school().entries('user:alice')
    const printedBefore = printedFiles(site().printedDir)
    const balance = (await school().account('user:alice')).available

    await lp(site().cupsServer, 'alice', ['-d', 'office', files.twoHundredPages])
    const job = await newestEnded(known)

    expect(job).toMatchObject({ state: 'refused', cost: '0.00', quoted: '10.05' })
    expect(job.reasons.map(({ text }) => text).join()).toContain(balance)
    expect(job.reasons.map(({ text }) => text).join()).toContain('10.05')
    expect(printedFiles(site().printedDir)).toEqual(printedBefore)
    expect(await school().entries('user:alice')).toEqual(entriesBefore)
    expect(await school().account('user:alice')).toMatchObject({ held: '0.00' })
  })

  it('prints a student’s color page gray, at the gray price', async () => {
    const known = await knownJobs()
    await lp(site().cupsServer, 'bob', ['-d', 'office', files.poster])
    const job = await newestEnded(known)

    expect(job).toMatchObject({ state: 'completed', user: 'bob', pages: 1, cost: '0.05' })
    expect(job.reasons.length).toBeGreaterThan(0)
    const trace = await school().get<{ trace: { steps: { rule: string; outcome: string }[] } }>(
      `jobs/${job.id}/trace`,
    )
    expect(trace.trace.steps.some(({ outcome }) => outcome === 'changed')).toBe(true)
  })

  it('answers a foreign job exactly as an absent one', async () => {
    const job = (await school().jobs())[0]!
    const company = adminOf(product.ready, 'company')
    const strip = async (response: Response) => {
      const { requestId: _, ...rest } = (await response.json()) as Record<string, unknown>
      return { status: response.status, rest }
    }
    const foreign = await strip(await company.request('GET', `jobs/${job.id}`))
    const absent = await strip(await company.request('GET', 'jobs/00000000000000000000000000'))
    const foreignTenant = await strip(
      await fetch(`${product.ready.api}/v1/tenants/${school().tenant.id}/jobs/${job.id}`, {
        headers: { authorization: `Bearer ${company.tenant.adminToken}` },
      }),
    )
    expect(foreign.status).toBe(404)
    expect(foreign).toEqual(absent)
    expect(foreignTenant).toEqual(absent)
  })

  it('serves a start page that leads to the documentation of the API', async () => {
    const page = await (await fetch(product.ready.portal)).text()
    expect(page).toContain('/v1/openapi.json')
    const document = (await (await fetch(`${product.ready.api}/v1/openapi.json`)).json()) as {
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

  it(
    'stops in time, and a second start goes on where it stopped',
    async () => {
      const jobs = (await school().jobs()).map(({ id, state }) => ({ id, state }))
      const { code, tookMs } = await product.stop()
      expect(code).toBe(0)
      expect(tookMs).toBeLessThan(10_000)

      product = await startProductUnderTest(folder)
      expect((await school().jobs()).map(({ id, state }) => ({ id, state }))).toEqual(jobs)
      const known = await knownJobs()
      await lp(site().cupsServer, 'alice', ['-d', 'office', files.threePages])
      expect(await newestEnded(known)).toMatchObject({ state: 'completed', pages: 3 })
    },
    START_LIMIT_MS,
  )
})
