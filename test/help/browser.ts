// Debian's Chromium, driven by playwright-core, on a running product.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { eventually } from './eventually.ts'
import { findProgram } from './needs.ts'

/** A limit on a page that hangs, not a promise of speed. */
const WAIT_LIMIT_MS = 15_000
const ROUTER_DELAY_MS = 60

export function startBrowser(): Promise<Browser> {
  const executablePath = findProgram('chromium')
  if (executablePath === null) throw new Error('chromium is not installed')
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--lang=en-US'] })
}

export interface Visit {
  /** Of the product, with a slash at the end. */
  readonly portal: string
  /** null: nobody signs in. */
  readonly token: string | null
  readonly language?: string
  readonly scheme?: 'light' | 'dark'
  readonly options?: BrowserContextOptions
}

export interface VisitedPage {
  readonly page: Page
  /** What the console complained of, and what the content security policy stopped. */
  readonly complaints: string[]
  /** Follows a link of the application itself, so that a token in memory stays. */
  go(path: string): Promise<void>
  close(): Promise<void>
}

/** Asked from outside, because the page's own policy forbids what a wait inside of it would evaluate. */
const awaitRest = (page: Page, path: string) =>
  eventually(`${path} is shown`, () =>
    page.evaluate(
      `location.pathname + location.search === ${JSON.stringify(path)} &&
        document.querySelector('main[aria-busy=false] h1') !== null`,
    ),
  )

/** A fresh profile on the start page, signed in by a token that only the tab's memory holds. */
export async function visit(browser: Browser, given: Visit): Promise<VisitedPage> {
  const { portal, token, language = 'en', scheme = 'light', options = {} } = given
  const context = await browser.newContext({
    colorScheme: scheme,
    locale: language,
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1360, height: 860 },
    // It would answer before a test's own routes are asked.
    serviceWorkers: 'block',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_LIMIT_MS)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${portal}?lang=${language}`)
  if (token !== null) await signInByToken(page, token)
  complaints.length = 0
  return {
    page,
    complaints,
    go: async (path) => {
      await page.evaluate(`(() => {
        history.pushState({}, '', ${JSON.stringify(path)})
        dispatchEvent(new PopStateEvent('popstate'))
      })()`)
      // The router hears of it a moment later; until then the page before looks finished.
      await page.waitForTimeout(ROUTER_DELAY_MS)
      await awaitRest(page, path)
    },
    close: () => context.close(),
  }
}

async function signInByToken(page: Page, token: string): Promise<void> {
  await page.locator('details summary').click()
  await page.locator('input[type=password]').fill(token)
  await page.locator('form button').click()
  await page.waitForSelector('main h1')
  await page.waitForSelector('.shell')
}
