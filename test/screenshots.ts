// `npm run screenshots`: every page, light and dark, from the running product with real jobs, into docs/portal/.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSamplePdf, makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { startBrowser, visit } from './help/browser.ts'
import { eventually } from './help/eventually.ts'
import {
  adminOf,
  lp,
  makeStateFolder,
  removeStateFolder,
  startProductUnderTest,
} from './help/product.ts'

const outputFolder = join(import.meta.dirname, '../docs/portal')
const SIZE = { width: 1280, height: 800 }

const PHONE = { width: 360, height: 740 }

/** What a user sees. */
const OWN_PAGES = [
  ['my', '/my'],
  ['my-jobs', '/my/jobs'],
  ['my-statement', '/my/statement'],
  ['my-tokens', '/my/tokens'],
  ['my-sessions', '/my/sessions'],
] as const

const JOBS = [
  { user: 'alice', title: 'Lesson plan, week 47.pdf', bytes: makeTextPdf(3) },
  {
    user: 'bob',
    title: 'Poster for the science fair.pdf',
    bytes: makeSamplePdf([{ text: 'A poster', color: true }]),
  },
  { user: 'carol', title: 'Essay on the river.pdf', bytes: makeTextPdf(8) },
  { user: 'alice', title: 'Parents’ evening – invitation.pdf', bytes: makeTextPdf(1) },
  { user: 'bob', title: 'Lab report 12.pdf', bytes: makeTextPdf(5) },
]

const folder = makeStateFolder()
const product = await startProductUnderTest(folder, ['--fresh'])
const browser = await startBrowser()
try {
  mkdirSync(outputFolder, { recursive: true })
  const school = adminOf(product.ready, 'school')
  const pages = await makePages(await printAll())
  await printWaiting()
  for (const scheme of ['light', 'dark'] as const) {
    const options = { viewport: SIZE }
    const { portal } = product.ready
    const outside = await visit(browser, { portal, token: null, scheme, options })
    await outside.page.waitForSelector('.sign-in')
    await outside.page.screenshot({ path: join(outputFolder, `sign-in-${scheme}.png`) })
    await outside.close()
    const admin = await visit(browser, { portal, token: school.tenant.adminToken, scheme, options })
    for (const [name, path] of pages) {
      await admin.go(path)
      await admin.page.locator('.loading').first().waitFor({ state: 'detached' })
      await admin.page.screenshot({ path: join(outputFolder, `${name}-${scheme}.png`) })
    }
    await admin.close()
    for (const [suffix, viewport] of [
      ['', SIZE],
      ['-phone', PHONE],
    ] as const) {
      const token = tokenOf('alice')
      const user = await visit(browser, { portal, token, scheme, options: { viewport } })
      for (const [name, path] of OWN_PAGES) {
        await user.go(path)
        const file = join(outputFolder, `${name}${suffix}-${scheme}.png`)
        await user.page.screenshot({ path: file })
      }
      await user.close()
    }
  }

  async function makePages(refused: string): Promise<readonly (readonly [string, string])[]> {
    return [
      ['overview', '/'],
      ['jobs', '/jobs'],
      ['job', `/jobs/${refused}`],
      ['users', '/users'],
      ['user', '/users/alice'],
      ['import', '/import/users'],
      ['groups', '/groups'],
      ['group', '/groups/students'],
      ['accounts', '/accounts'],
      ['account', '/accounts/user%3Abob'],
      ['vouchers', '/vouchers'],
      ['refunds', '/refunds'],
      ['printers', '/printers'],
      ['printer', '/printers/office%40main'],
      ['printer-copy', '/printers/office%40main/copy'],
      ['reports', '/reports'],
      ['report', '/reports/summary'],
      ['report-schedules', '/report-schedules?report=summary'],
      ['sites', '/sites'],
      ['enroll', '/sites/enroll'],
      ['tokens', '/tokens'],
      ['audit', '/audit?row=1'],
      ['user-sessions', '/users/alice/sessions'],
      ['settings', '/settings'],
    ]
  }

  /** Resolves to the job that was refused. */
  async function printAll(): Promise<string> {
    for (const [index, { user, title, bytes }] of JOBS.entries()) {
      writeFileSync(join(folder, `${index}.pdf`), bytes)
      await print(user, title, index)
    }
    return eventually('all jobs end', async () => {
      const jobs = await school.jobs()
      if (jobs.length < JOBS.length || jobs.some(({ endedAt }) => endedAt === null)) return null
      return jobs.find(({ state }) => state === 'refused')?.id
    })
  }
  /** One job that its user must release, and one that asks her who pays. */
  async function printWaiting(): Promise<void> {
    const hold = { mode: 'user', seconds: null }
    await school.request('PATCH', 'printers/office%40main', { hold })
    await print('alice', 'Homework sheets.pdf', 0)
    await eventually('a job is held', async () => (await waiting('held')) === 1)
    await school.request('PATCH', 'users/alice', { selection: 'confirm' })
    await print('alice', 'Choir programme.pdf', 0)
    await eventually('a question is open', async () => (await waiting('prompts')) === 1)
  }

  async function waiting(list: 'held' | 'prompts'): Promise<number> {
    const headers = { authorization: `Bearer ${tokenOf('alice')}` }
    const reply = await fetch(`${product.ready.api}/v1/me/${list}`, { headers })
    return ((await reply.json()) as { items: unknown[] }).items.length
  }

  function tokenOf(name: string): string {
    return school.tenant.users.find(({ username }) => username === name)!.token
  }

  async function print(user: string, title: string, file: number): Promise<void> {
    const { cupsServer } = product.ready.sites[0]!
    await lp(cupsServer, user, ['-d', 'office', '-t', title, join(folder, `${file}.pdf`)])
  }
} finally {
  await browser.close()
  await product.stop()
  removeStateFolder(folder)
}
