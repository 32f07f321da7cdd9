// `npm run lighthouse`: what Lighthouse thinks of the running product, without throttling. Prints JSON; exit code 1 when a gate is missed.
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { chromium, type Page } from 'playwright-core'
import { findFreePort } from '#infra/local/port.ts'
import { findProgram } from './help/needs.ts'
import { fillSchool } from './help/portal-pages.ts'
import {
  adminOf,
  makeStateFolder,
  type ProductUnderTest,
  removeStateFolder,
  startProductUnderTest,
} from './help/product.ts'

/** Of 100. */
const GATES = { accessibility: 100, performance: 90 }
const DESKTOP = {
  formFactor: 'desktop',
  screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1 },
  throttlingMethod: 'provided',
} as const

interface Audited {
  /** Two of them have the same address. */
  readonly page: 'sign-in' | 'overview' | 'jobs'
  readonly accessibility: number
  readonly performance: number
  readonly firstPaintMs: number
  readonly largestPaintMs: number
  readonly blockingMs: number
  /** Accessibility audits that are not passed. */
  readonly failed: readonly string[]
}

const folder = makeStateFolder()
const product = await startProductUnderTest(folder, ['--fresh', '--spooler', 'ipp-queue'])
try {
  await fillSchool(product)
  const audited = await auditAll(product)
  process.stdout.write(`${JSON.stringify({ gates: GATES, pages: audited }, null, 2)}\n`)
  process.exitCode = audited.every(
    (each) => each.accessibility >= GATES.accessibility && each.performance >= GATES.performance,
  )
    ? 0
    : 1
} finally {
  await product.stop()
  removeStateFolder(folder)
}

/** In one profile, because only a cookie survives the new tab that each audit opens. */
async function auditAll({ ready }: ProductUnderTest): Promise<readonly Audited[]> {
  const port = await findFreePort()
  const executablePath = findProgram('chromium')
  if (executablePath === null) throw new Error('chromium is not installed')
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    args: ['--no-sandbox', `--remote-debugging-port=${port}`],
  })
  try {
    const audited = [await audit('sign-in', ready.portal, port)]
    const page = await context.newPage()
    await page.goto(ready.portal)
    await signIn(page, adminOf(ready, 'school').tenant.admins[0]!)
    // What is behind another tab is not painted.
    await page.close()
    audited.push(await audit('overview', ready.portal, port))
    audited.push(await audit('jobs', `${ready.portal}jobs`, port))
    return audited
  } finally {
    await context.close()
  }
}

async function signIn(page: Page, who: { username: string; password: string }): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('#username').fill(who.username)
  await page.locator('#password').fill(who.password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('nav a')
}

async function audit(name: Audited['page'], url: string, port: number): Promise<Audited> {
  const result = await lighthouse(
    url,
    { port, logLevel: 'silent' },
    {
      extends: 'lighthouse:default',
      settings: { ...DESKTOP, onlyCategories: Object.keys(GATES) },
    },
  )
  if (result === undefined) throw new Error(`${name} was not looked at`)
  const { categories, audits, runtimeError } = result.lhr
  if (runtimeError !== undefined) throw new Error(`${name}: ${runtimeError.message}`)
  const scoreOf = (name: string) => Math.round((categories[name]?.score ?? 0) * 100)
  const millisecondsOf = (name: string) => Math.round(audits[name]?.numericValue ?? 0)
  return {
    page: name,
    accessibility: scoreOf('accessibility'),
    performance: scoreOf('performance'),
    firstPaintMs: millisecondsOf('first-contentful-paint'),
    largestPaintMs: millisecondsOf('largest-contentful-paint'),
    blockingMs: millisecondsOf('total-blocking-time'),
    failed: (categories.accessibility?.auditRefs ?? [])
      .filter(({ id, weight }) => weight > 0 && audits[id]?.score === 0)
      .map(({ id }) => id),
  }
}
