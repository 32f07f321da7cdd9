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
      await admin.page.screenshot({ path: join(outputFolder, `${name}-${scheme}.png`) })
    }
    await admin.close()
  }

  async function makePages(refused: string): Promise<readonly (readonly [string, string])[]> {
    return [
      ['overview', '/'],
      ['jobs', '/jobs'],
      ['job', `/jobs/${refused}`],
      ['users', '/users'],
      ['user', '/users/alice'],
      ['accounts', '/accounts'],
      ['account', '/accounts/user%3Abob'],
      ['printers', '/printers'],
      ['printer', '/printers/office%40main'],
      ['sites', '/sites'],
      ['enroll', '/sites/enroll'],
      ['settings', '/settings'],
    ]
  }

  /** Resolves to the job that was refused. */
  async function printAll(): Promise<string> {
    for (const [index, { user, title, bytes }] of JOBS.entries()) {
      const file = join(folder, `${index}.pdf`)
      writeFileSync(file, bytes)
      await lp(product.ready.sites[0]!.cupsServer, user, ['-d', 'office', '-t', title, file])
    }
    return eventually('all jobs end', async () => {
      const jobs = await school.jobs()
      if (jobs.length < JOBS.length || jobs.some(({ endedAt }) => endedAt === null)) return null
      return jobs.find(({ state }) => state === 'refused')?.id
    })
  }
} finally {
  await browser.close()
  await product.stop()
  removeStateFolder(folder)
}
