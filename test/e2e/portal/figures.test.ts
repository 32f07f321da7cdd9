// What the portal promises of all of its pages at once: keys alone suffice, nothing is lost at 400 %, nobody is shut out.
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser, visit } from '#help/browser.ts'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import { fillSchool, OWN_PAGES, type Subjects, staffPages } from '#help/portal-pages.ts'
import {
  adminOf,
  makeStateFolder,
  type ProductUnderTest,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { findFreePort } from '#infra/local/port.ts'
import { makeKeyboard } from './keyboard.ts'
import { TASKS } from './keyboard-tasks.ts'

const START_LIMIT_MS = 120_000
const COMMAND_LIMIT_MS = 30_000
const STEPS_PROMISED = 10
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** 1280 × 1024 pixels at 400 %. */
const ENLARGED = { viewport: { width: 320, height: 256 } }
/** Words make no color and colors no words: two of the four looks see it all; `npm run axe` takes all four. */
const LOOKS = (
  [
    ['en', 'light', true],
    ['de', 'dark', true],
    ['en', 'dark', false],
    ['de', 'light', false],
  ] as const
).filter(([, , always]) => always || process.env.AXE_LOOKS === 'all')

describeWith(['chromium'], 'the whole portal', () => {
  const folder = makeStateFolder()
  let product: ProductUnderTest
  let browser: Browser
  let subjects: Subjects

  beforeAll(async () => {
    product = await startProductUnderTest(folder, ['--fresh', '--spooler', 'ipp-queue'])
    browser = await startBrowser()
    subjects = await fillSchool(product)
  }, START_LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    removeStateFolder(folder)
  }, START_LIMIT_MS)

  const school = () => adminOf(product.ready, 'school')
  const tokenOf = (name: string) =>
    school().tenant.users.find(({ username }) => username === name)!.token
  /** Staff's pages with a token of staff, a user's with a user's. */
  const visits = () =>
    [
      {
        token: school().tenant.adminToken,
        paths: [...staffPages(subjects).map(({ path }) => path), '/nowhere'],
      },
      { token: tokenOf('alice'), paths: OWN_PAGES.map(({ path }) => path) },
    ] as const

  it('loses nothing at 400 %, and complains of nothing on any page', async () => {
    const found: string[] = []
    for (const { token, paths } of visits()) {
      const { portal } = product.ready
      const { page, complaints, go, close } = await visit(browser, {
        ...{ portal, token, options: ENLARGED },
      })
      for (const path of paths) {
        await go(path)
        const width = await page.evaluate('document.documentElement.scrollWidth')
        if (width !== ENLARGED.viewport.width) found.push(`${path} is ${width} wide`)
        found.push(...(await findCut(page)).map((text) => `${path} cuts off ${text}`))
        found.push(...complaints.splice(0).map((text) => `${path}: ${text}`))
      }
      await close()
    }
    expect(found).toEqual([])
  })

  it(`has no violation of accessibility on any page, in ${LOOKS.length} looks`, async () => {
    const found: string[] = []
    for (const [language, scheme] of LOOKS) {
      for (const { token, paths } of visits()) {
        const { portal } = product.ready
        const { page, go, close } = await visit(browser, { portal, token, language, scheme })
        for (const path of paths) {
          await go(path)
          const { violations } = await new AxeBuilder({ page })
            .setLegacyMode()
            .options({ resultTypes: ['violations'] })
            .withTags(RULES)
            .analyze()
          const lines = violations.map(
            ({ id, nodes }) => `${language} ${scheme} ${path} ${id}: ${nodes[0]?.html}`,
          )
          found.push(...lines.map((line) => line.slice(0, 300)))
        }
        await close()
      }
    }
    expect(found).toEqual([])
  })

  it('hides from a help desk what the server refuses it', async () => {
    const made = await school().request('POST', 'tokens', {
      ...{ name: 'desk', role: 'helpdesk', readOnly: false, days: 1 },
    })
    const { token } = (await made.json()) as { token: string }
    const { page, go, close } = await visit(browser, { portal: product.ready.portal, token })
    const places = await page.locator('nav.nav a').allInnerTexts()
    expect(places).toContain('Jobs')
    for (const hidden of ['Rules', 'API tokens']) expect(places).not.toContain(hidden)
    for (const path of ['/printers/office%40main', '/settings']) {
      await go(path)
      expect(await page.getByRole('button', { name: 'Save' }).count(), path).toBe(0)
    }
    // Who types the address is told in words, within the portal.
    await go('/tokens')
    await page.getByText('Your role does not allow this').waitFor()

    const base = `${product.ready.api}/v1/tenants/${school().tenant.id}`
    for (const [method, path] of [
      ['GET', 'tokens'],
      ['PUT', 'settings'],
      ['PUT', 'rules'],
      ['POST', 'tokens'],
      ['PATCH', 'printers/office%40main'],
    ] as const) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const body = method === 'GET' ? null : '{}'
      expect((await fetch(`${base}/${path}`, { method, headers, body })).status, path).toBe(403)
    }
    await close()
  })

  it('serves an admin without a mouse', async () => {
    expect(TASKS.length).toBeGreaterThanOrEqual(20)
    const { portal } = product.ready
    const { page, close } = await visit(browser, { portal, token: school().tenant.adminToken })
    const keys = makeKeyboard(page)
    for (const [name, work] of TASKS) {
      await work(keys, page).catch((error: Error) => {
        throw new Error(`by keyboard: ${name}: ${error.message}`)
      })
    }
    await close()
  })

  it(`leads a new admin to the first tracked job in at most ${STEPS_PROMISED} steps`, async () => {
    const { portal, tenants } = product.ready
    const company = adminOf(product.ready, 'company')
    expect(await company.jobs()).toEqual([])
    const steps: string[] = []
    const step = async <Done>(name: string, work: () => Promise<Done>): Promise<Done> => {
      steps.push(name)
      return await work()
    }
    const { page, close } = await visit(browser, { portal, token: null })
    const { username, password } = tenants.find(({ slug }) => slug === 'company')!.admins[0]!

    await step('sign in', async () => {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.locator('#username').fill(username)
      await page.locator('#password').fill(password)
      await page.keyboard.press('Enter')
      await page.waitForSelector('nav a')
    })
    await step('open the sites', () => page.getByRole('link', { name: 'Sites' }).click())
    await step('enroll a connector', () =>
      page.getByRole('button', { name: 'Enroll a connector' }).first().click(),
    )
    await step('name the site', async () => {
      await page.getByLabel('Or name a new one').fill('Boatyard')
      await page.getByRole('button', { name: 'Create the site' }).click()
    })
    await step('make a token', () => page.getByRole('button', { name: 'Make a token' }).click())
    const place = makeConnectorPlace(join(folder, 'boatyard'))
    const port = await findFreePort()
    const [enroll = '', add = '', check = '', run = ''] = (
      await page.locator('.steps pre').innerText()
    ).split('\n')
    await step('run the first command', () => place.run(enroll))
    await step('run the second one, with the address of the printer', () =>
      // A folder is the printer and the connector itself the queue: there is neither of the others here.
      place.run(
        `${add.replace('ipp://PRINTER/ipp/print', `dir:${place.printed}`)} --spooler ipp-queue --listen 127.0.0.1:${port} --no-advertise`,
      ),
    )
    const stop = await step('start it', async () => place.start(run))
    try {
      await page.getByText('Waiting for the first job').waitFor()
      await eventually('it listens', async () => (await place.run(check)) === 0)
      await step('print', () =>
        place.run('spoolgate-connector print boat.pdf --queue office --wait'),
      )
      await page.locator('.timeline').getByRole('link', { name: 'boat.pdf' }).waitFor()
    } finally {
      await stop()
    }
    expect((await company.jobs()).map(({ documentName, pages }) => [documentName, pages])).toEqual([
      ['boat.pdf', 2],
    ])
    expect(steps.length).toBeLessThanOrEqual(STEPS_PROMISED)
    await close()
  })
})

/** Text that ends outside of the page or of a box that shows no more of it, tables and code that scroll aside left out. */
async function findCut(page: Page): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll('main *')]
    .filter((each) => {
      if (each.closest('table, pre, .rules-editor, .scroll-x, [class*=awsui_table]') !== null) return false
      const { left, right, width } = each.getBoundingClientRect()
      return width > 1 && each.textContent.trim() !== '' && (right > innerWidth + 1 || left < -1)
    })
    .slice(0, 3)
    .map((each) => each.outerHTML.slice(0, 160))`)) as string[]
}

/** A machine of its own: a home, and the program on its path as a package would put it there. */
function makeConnectorPlace(home: string) {
  const programs = join(home, 'bin')
  const printed = join(home, 'printed')
  for (const each of [programs, printed]) mkdirSync(each, { recursive: true })
  const program = new URL('../../../connector/cli.mjs', import.meta.url).pathname
  symlinkSync(program, join(programs, 'spoolgate-connector'))
  writeFileSync(join(home, 'boat.pdf'), makeTextPdf(2))
  const path = `${programs}:${process.execPath.replace(/\/[^/]+$/, '')}:${process.env.PATH}`
  const options = { cwd: home, env: { ...process.env, HOME: home, PATH: path } }
  return {
    printed,
    /** Resolves to the exit code. */
    run: (command: string): Promise<number> =>
      promisify(execFile)('sh', ['-c', command], { ...options, timeout: COMMAND_LIMIT_MS }).then(
        () => 0,
        ({ code }: { code: number }) => code,
      ),
    /** Resolves when what it returns was called and the program has ended. */
    start(command: string): () => Promise<void> {
      const child = spawn('sh', ['-c', `exec ${command}`], { ...options, stdio: 'ignore' })
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
      return () => {
        child.kill('SIGTERM')
        return ended
      }
    },
  }
}
