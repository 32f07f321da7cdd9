// The admin's pages around people, money, printers and reports: a real browser on the running product.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser, type VisitedPage, visit } from '#help/browser.ts'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import {
  adminOf,
  makeStateFolder,
  type ProductUnderTest,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'

const START_LIMIT_MS = 120_000
const HOSTILE = '=cmd|<img src=x onerror=document.title=1>'

describeWith(['chromium'], 'the portal of an admin', () => {
  const folder = makeStateFolder()
  let product: ProductUnderTest
  let browser: Browser
  let admin: VisitedPage

  beforeAll(async () => {
    product = await startProductUnderTest(folder, ['--fresh', '--spooler', 'ipp-queue'])
    browser = await startBrowser()
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

  it('tops a user up and shows the ledger with the balance after each entry', async () => {
    const { page, go } = admin
    await go('/users')
    await page.getByRole('searchbox', { name: /user name begins/ }).fill('CAR')
    await eventually('one user fits', async () => (await page.locator('tbody tr').count()) === 1)
    expect(page.url()).toContain('beginning=CAR')
    await page.getByRole('link', { name: 'carol' }).click()
    const { balance } = await school().account('user:carol')
    await page.getByLabel('Amount', { exact: true }).fill('2,50')
    await page.getByRole('button', { name: 'Book it' }).click()
    await page.getByRole('cell', { name: '+€2.50' }).waitFor()
    const after = (Number(balance) + 2.5).toFixed(2)
    await page.locator('tbody tr').first().getByText(`€${after}`).waitFor()
    expect((await school().account('user:carol')).balance).toBe(after)
  })

  it('creates a group with a quota and tells when it is given next', async () => {
    const { page, go } = admin
    await go('/groups')
    await page.getByRole('button', { name: 'New group' }).click()
    await page.getByRole('textbox', { name: 'Group' }).fill('class 7a')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'class 7a' }).waitFor()
    await page.getByRole('button', { name: /beginning of each period/ }).click()
    await page.getByRole('option', { name: 'every month' }).click()
    await page.getByLabel('Amount per member').fill('3')
    await page.getByText('Given next on').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Group saved').waitFor()

    const { quota } = await school().get<{ quota: object }>('groups/class%207a')
    expect(quota).toMatchObject({ amount: '3.00', period: 'month', cap: null })
  })

  it('names the bad row of a CSV before anything changes, then imports the others', async () => {
    const { page, go } = admin
    await go('/import/users')
    const rows = [
      'username;fullName;groups;credit',
      `gerda;${HOSTILE};class 7a;1.00`,
      'emil;Emil;class 7a;a lot',
      'fritz;Fritz Müller;class 7a;0.50',
    ]
    const buffer = Buffer.from(`${rows.join('\r\n')}\r\n`, 'latin1')
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer })
    const found = page.locator('.plain-table tbody tr')
    await found.waitFor()
    expect(await found.count()).toBe(1)
    expect(await found.innerText()).toMatch(/^3\s+credit\s/)
    await page.getByText('windows-1252', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Import 2 rows' }).isDisabled()).toBe(true)
    expect((await school().request('GET', 'users/gerda')).status).toBe(404)

    await page.getByRole('button', { name: /Rows that do not fit/ }).click()
    await page.getByRole('option', { name: /Leave them out/ }).click()
    await page.getByRole('button', { name: 'Import 2 rows' }).click()
    await page.getByText('Finished: 2 done, 0 failed').first().waitFor()
    await go('/users/gerda')
    await page.getByRole('heading', { name: HOSTILE }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect((await school().account('user:fritz')).balance).toBe('0.50')
  })

  it('refuses a CSV whose columns nobody knows, in words', async () => {
    const { page, go } = admin
    await go('/import/users')
    await page.getByLabel('CSV file').setInputFiles({
      name: 'users.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('login,euros\nx,1\n'),
    })
    await page
      .getByText(/username/)
      .last()
      .waitFor()
    await page.getByRole('alert').or(page.locator('[class*=alert]')).first().waitFor()
    expect(await page.getByRole('button', { name: /^Import/ }).count()).toBe(0)
  })

  it('makes vouchers and opens a shared account that knows its parent', async () => {
    const { page, go } = admin
    await go('/vouchers')
    await page.getByLabel('Name of the batch').fill('Autumn')
    await page.getByRole('textbox', { name: 'Count' }).fill('3')
    await page.getByRole('textbox', { name: 'Amount' }).fill('5')
    await page.getByRole('button', { name: 'Make them' }).click()
    await page.getByRole('heading', { name: 'Vouchers of a batch' }).waitFor()
    await eventually('three codes', async () => (await page.locator('tbody tr').count()) === 3)

    for (const account of ['shared:physics', 'shared:physics/lab']) {
      await go(`/accounts/${encodeURIComponent(account)}`)
      await page.getByRole('button', { name: 'Save' }).first().click()
      await page.getByText('Account saved').first().waitFor()
    }
    await go('/accounts?parent=shared%3Aphysics')
    await page.getByRole('link', { name: 'lab' }).waitFor()
  })

  it('shows what a job would cost by prices that are still typed', async () => {
    const { page, go } = admin
    await go('/printers/office%40main')
    await page.getByLabel('Gray, one side').fill('0,10')
    await page.getByLabel('Color, one side').fill('0,30')
    // Eight gray sides and two in color.
    await page.getByRole('row', { name: /Total/ }).getByText('€1.40').waitFor()
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('row', { name: /Total/ }).getByText('€1.40').waitFor({ state: 'detached' })
  })

  it('reads from right to left and fits 320 pixels', async () => {
    const options = { viewport: { width: 320, height: 640 } }
    const { page, go, close } = await visit(browser, {
      portal: product.ready.portal,
      token: school().tenant.adminToken,
      language: 'ar-XB',
      options,
    })
    for (const path of [
      ...['/', '/users', '/import/users', '/groups/class%207a', '/accounts/shared%3Aphysics'],
      ...[
        '/printers/office%40main',
        '/reports',
        '/reports/summary',
        '/report-schedules?report=users',
      ],
    ]) {
      await go(path)
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(
        320,
      )
    }
    await close()
  })

  it('let nothing through that its content security policy stops', () => {
    expect(admin.complaints.filter(isOurs)).toEqual([])
  })
})

const isOurs = (complaint: string): boolean => !complaint.includes('Failed to load resource')
