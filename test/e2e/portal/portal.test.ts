// The portal as an admin meets it: a real browser on the running product, with real jobs.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser, type VisitedPage, visit } from '#help/browser.ts'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import {
  adminOf,
  lp,
  makeStateFolder,
  type ProductUnderTest,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { meetConflict, writeRules } from './rules-steps.ts'

const START_LIMIT_MS = 120_000
const HOSTILE = '<img src=x onerror=document.title=1> \u202Efdp.exe'

describeWith(['chromium', 'cupsd', 'lp'], 'the portal', () => {
  const folder = makeStateFolder()
  let product: ProductUnderTest
  let browser: Browser
  let admin: VisitedPage

  beforeAll(async () => {
    product = await startProductUnderTest(folder, ['--fresh'])
    browser = await startBrowser()
    writeFileSync(join(folder, 'essay.pdf'), makeTextPdf(8))
    writeFileSync(join(folder, 'plan.pdf'), makeTextPdf(2))
    admin = await visit(browser, {
      portal: product.ready.portal,
      token: school().tenant.adminToken,
    })
  }, START_LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    removeStateFolder(folder)
  }, START_LIMIT_MS)

  const school = () => adminOf(product.ready, 'school')
  const print = (user: string, file: string, title: string) =>
    lp(product.ready.sites[0]!.cupsServer, user, ['-d', 'office', '-t', title, join(folder, file)])
  const jobs = async () => (await school().jobs()).filter(({ endedAt }) => endedAt !== null)
  const heading = (page: Page) => page.locator('main h1').innerText()

  it('signs an admin in at the identity provider and back to the page that was asked for', async () => {
    const { page, complaints, close } = await visit(browser, {
      portal: `${product.ready.portal}users`,
      token: null,
    })
    const { admins } = school().tenant as unknown as {
      admins: { username: string; password: string }[]
    }
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.locator('#username').fill(admins[0]!.username)
    await page.locator('#password').fill(admins[0]!.password)
    await page.locator('button[type=submit], form button').first().click()
    await page.waitForSelector('nav a')

    expect(await heading(page)).toBe('Users')
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(
      await page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('spoolgate.')).length + Object.keys(sessionStorage).filter((key) => key.startsWith('tsr-')).length",
      ),
    )
    await page.getByRole('button', { name: 'You and your preferences' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in to Spoolgate' }).waitFor()
    expect(complaints.filter(isOurs)).toEqual([])
    await close()
  })

  it('shows a job the moment it comes, why it was refused, and lets the admin top the user up', async () => {
    const { page, go } = admin
    await go('/jobs')
    await print('carol', 'essay.pdf', 'Essay.pdf')
    // The page refreshes itself every ten seconds.
    await page.getByRole('link', { name: 'Essay.pdf' }).click()
    await page.getByRole('heading', { name: 'Essay.pdf' }).waitFor()
    await page.getByText('balance €0.02 is less than the cost €0.40').first().waitFor()
    expect(await page.locator('.plain-table').first().innerText()).toContain('gray sides')

    await page.getByRole('link', { name: 'carol' }).click()
    await page.getByLabel('Amount').fill('1,50')
    await page.getByRole('button', { name: 'Book it' }).click()
    await page.getByText('+€1.50 booked').waitFor()
    await page.getByRole('cell', { name: '+€1.50' }).waitFor()
    expect((await school().account('user:carol')).balance).toBe('1.52')

    await page.getByRole('button', { name: 'Undo' }).click()
    await eventually('the adjustment is turned around', async () => {
      const { balance } = await school().account('user:carol')
      return balance === '0.02'
    })
    await page.goBack()
    expect(await heading(page)).toBe('Essay.pdf')
  })

  it('shows hostile names as text and keeps their direction to themselves', async () => {
    const { page, go } = admin
    await print('alice', 'plan.pdf', HOSTILE)
    await print('bob', 'plan.pdf', 'long '.repeat(50))
    await eventually('both jobs end', async () => (await jobs()).length >= 3)
    await go('/jobs?user=alice')
    const name = page.locator('tbody bdi').first()
    await name.waitFor()

    expect(await name.innerText()).toContain('<img src=x onerror')
    expect(await page.locator('main img').count()).toBe(0)
    expect(
      await page.evaluate("getComputedStyle(document.querySelector('tbody bdi')).unicodeBidi"),
    ).toBe('isolate')
    await go('/jobs?user=bob')
    await page.locator('tbody bdi').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  })

  it('keeps filters in the URL and hands them to the server', async () => {
    const { page, go } = admin
    await go('/jobs')
    const asked = page.waitForRequest(/jobs\?.*state=refused/)
    await page.getByRole('combobox', { name: /Filter by state/ }).fill('State = refused')
    await page.keyboard.press('Enter')
    await asked

    await eventually('the URL tells', () => page.url().includes('state=refused'))
    await eventually('one job fits', async () => (await page.locator('tbody tr').count()) === 1)
    await page.goBack()
    await eventually('all are back', async () => (await page.locator('tbody tr').count()) >= 3)
  })

  it('changes a printer, tells what the call would be, and takes it back', async () => {
    const { page, go } = admin
    await go('/printers/office%40main')
    const field = page.getByLabel('Gray, one side')
    await field.fill('0,07')
    await page.locator('.form-foot').getByRole('button', { name: /API/ }).click()
    const curl = await page.locator('[role=dialog] pre').innerText()
    expect(curl).toContain('-X PATCH')
    expect(curl).toContain('"simplex":"0.07"')
    expect(curl).not.toContain(school().tenant.adminToken)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Printer saved').waitFor()

    const stored = () =>
      school().get<{ prices: { gray: { simplex: string } } }>('printers/office%40main')
    expect((await stored()).prices.gray.simplex).toBe('0.07')
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await eventually(
      'the price is back',
      async () => (await stored()).prices.gray.simplex === '0.05',
    )
  })

  it('tells of a mistake in a rule, tries it, saves it, replays the past by it, and puts it in force', async () => {
    await writeRules(admin, school())
  })

  it('shows who saves second what the first changed, and loses nothing', async () => {
    await meetConflict(admin, school())
  })

  it('asks before what was typed is left, and keeps it when the session has ended', async () => {
    const { page, go } = admin
    await go('/settings')
    await page.getByLabel('Minutes a held job waits').fill('77')
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByLabel('Minutes a held job waits').inputValue()).toBe('77')

    await page.route('**/settings', (route) => route.fulfill({ status: 401, body: '{}' }))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await page.unroute('**/settings')
    await page.getByRole('button', { name: 'I have signed in' }).click()
    await page
      .getByRole('dialog', { name: 'Your session has ended' })
      .waitFor({ state: 'detached' })
    expect(await page.getByLabel('Minutes a held job waits').inputValue()).toBe('77')
    await page.getByRole('button', { name: 'Discard' }).click()
  })

  it('says that the cloud is away, keeps what is shown, and comes back by itself', async () => {
    const { page, go } = admin
    await go('/users')
    await page.route('**/v1/**', (route) => route.abort())
    await page.getByRole('link', { name: 'bob' }).click()
    await page.getByText('The cloud does not answer').waitFor()
    expect(await heading(page)).toBe('bob')
    await page.unroute('**/v1/**')
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await page.getByText('The cloud does not answer').waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Bob Student' }).waitFor()
  })

  it('leads from an empty site to the exact command, by keyboard alone', async () => {
    const { page, go } = admin
    await go('/')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('sites')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sites and connectors' }).waitFor()
    await page.getByRole('button', { name: 'Enroll a connector' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Or name a new one').focus()
    await page.keyboard.type('North wing')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Make a token' }).focus()
    await page.keyboard.press('Enter')

    const commands = page.locator('.steps pre')
    await commands.waitFor()
    expect(await commands.innerText()).toMatch(
      new RegExp(`enroll --api ${product.ready.api} --token sge_[0-9A-Z]{26}_[a-z2-7]{32}`),
    )
  })

  it('reads from right to left, fits 320 pixels, and has every word translated', async () => {
    const options = { viewport: { width: 320, height: 640 } }
    const { page, go, close } = await visit(browser, {
      portal: product.ready.portal,
      token: school().tenant.adminToken,
      language: 'ar-XB',
      options,
    })
    for (const path of ['/', '/jobs', '/users/alice', '/printers/office%40main', '/sites/enroll']) {
      await go(path)
      expect(await page.evaluate('document.documentElement.dir')).toBe('rtl')
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(
        320,
      )
    }
    await close()
  })

  it('let nothing through that its content security policy stops', () => {
    const stopped = admin.complaints.filter(isOurs)
    expect(stopped).toEqual([])
  })
})

/** A request that was refused or cut off is the browser's own note; tests do both. */
const isOurs = (complaint: string): boolean => !complaint.includes('Failed to load resource')
