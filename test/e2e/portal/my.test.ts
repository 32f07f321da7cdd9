// The portal as the person who prints meets it, and the pages of tokens, sessions, audit log and settings.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
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
import type { VoucherBatch } from '#shared/contracts/voucher.ts'

const START_LIMIT_MS = 120_000
const PHONE = { viewport: { width: 320, height: 640 } }
const HOSTILE = '<img src=x onerror=document.title=1> \u202Efdp.exe'

describeWith(['chromium', 'cupsd', 'lp'], 'the portal of a user', () => {
  const folder = makeStateFolder()
  let product: ProductUnderTest
  let browser: Browser
  let alice: VisitedPage

  beforeAll(async () => {
    product = await startProductUnderTest(folder, ['--fresh'])
    browser = await startBrowser()
    writeFileSync(join(folder, 'plan.pdf'), makeTextPdf(2))
    await school().request('PATCH', 'printers/office%40main', {
      hold: { mode: 'user', seconds: null },
    })
    await school().request('PATCH', 'users/alice', { selection: 'confirm' })
    alice = await visit(browser, { portal: product.ready.portal, token: null })
  }, START_LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    removeStateFolder(folder)
  }, START_LIMIT_MS)

  const school = () => adminOf(product.ready, 'school')
  const user = (name: string) =>
    school().tenant.users.find(({ username }) => username === name) ?? { password: '', token: '' }
  const print = (name: string, title: string) =>
    lp(product.ready.sites[0]!.cupsServer, name, [
      ...['-d', 'office', '-t', title, join(folder, 'plan.pdf')],
    ])
  const waiting = async (name: string, list: 'held' | 'prompts'): Promise<number> => {
    const headers = { authorization: `Bearer ${user(name).token}` }
    const reply = await fetch(`${product.ready.api}/v1/me/${list}`, { headers })
    return ((await reply.json()) as { items: unknown[] }).items.length
  }
  const makeVoucher = async (): Promise<string> => {
    const made = await school().request('POST', 'voucher-batches', {
      name: 'Autumn',
      count: 1,
      amount: '5.00',
    })
    const { id } = (await made.json()) as VoucherBatch
    const { items } = await school().get<{ items: { code: string }[] }>(
      `voucher-batches/${id}/vouchers`,
    )
    return items[0]!.code
  }

  it('leads a user who signs in to the own page, where staff sees the overview', async () => {
    const { page } = alice
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.locator('#username').fill('alice')
    await page.locator('#password').fill(user('alice').password)
    await page.locator('button[type=submit], form button').first().click()
    await page.getByRole('heading', { name: 'My printing' }).waitFor()

    expect(new URL(page.url()).pathname).toBe('/my')
    const places = await page.locator('nav.nav a').allInnerTexts()
    expect(places).toEqual(['My printing', 'My jobs', 'My API tokens', 'My sessions'])
    expect(await page.getByText('Give money to somebody').count()).toBe(0)
  })

  it('asks, holds, prints with two copies and books, all without a reload', async () => {
    const { page } = alice
    await print('alice', HOSTILE)
    await page.getByText('Pay €0.10 for this job?').waitFor()
    expect(await page.getByRole('timer').innerText()).toMatch(/^[45]:\d\d left$/)
    expect(await page.locator('main img').count()).toBe(0)
    await page.getByRole('button', { name: 'Yes' }).click()

    await page.getByRole('button', { name: /^Change …: / }).click()
    await page.getByLabel('Copies').fill('2')
    await page.getByRole('button', { name: 'Print it so' }).click()
    await page.getByText('2 copies on their way to the printer for €0.20').waitFor()
    const line = page.locator('.my-job', { hasText: 'Printed' })
    await line.waitFor()
    expect(await line.innerText()).toContain('2 pages × 2 copies')
    expect((await school().account('user:alice')).balance).toBe('9.80')
  })

  it('tops up by a voucher, and the statement tells', async () => {
    const { page, go } = alice
    const code = page.getByLabel('Voucher code')
    await code.fill('WRONG-CODE-1')
    await page.getByRole('button', { name: 'Redeem' }).click()
    await page.getByText('This code is unknown, expired or already used').waitFor()
    await code.fill((await makeVoucher()).toLowerCase())
    await page.getByRole('button', { name: 'Redeem' }).click()
    await page.getByText('€5.00 added').waitFor()
    await page.locator('.figure-value', { hasText: '€14.80' }).waitFor()

    await go('/my/statement')
    expect(await page.locator('.my-job').first().innerText()).toContain('+€5.00')
    expect(await page.locator('.my-job').nth(1).innerText()).toContain('-€0.20')
  })

  it('deletes a job that waits, asked first, on a phone and in another language', async () => {
    await print('bob', 'Aufsatz.pdf')
    await eventually('it waits', async () => (await waiting('bob', 'held')) === 1)
    const { page, go, close } = await visit(browser, {
      portal: product.ready.portal,
      token: user('bob').token,
      language: 'de',
      options: PHONE,
    })
    await page.getByText('der Auftrag wartet, bis Sie ihn freigeben').waitFor()
    await page.getByRole('button', { name: /^Löschen: .*Aufsatz\.pdf/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Löschen' }).click()
    await page.getByText('Gelöscht, nicht berechnet').waitFor()
    for (const path of ['/my', '/my/jobs', '/my/statement', '/my/tokens', '/my/sessions']) {
      await go(path)
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(320)
    }
    await close()
  })

  it('shows a token once, and refuses it when it was revoked', async () => {
    const { page, go } = alice
    await go('/my/tokens')
    await page.getByRole('textbox', { name: 'Name' }).fill('Script')
    await page.getByRole('button', { name: 'Create the token' }).click()
    const token = await page.locator('pre.code').innerText()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    expect(await page.content()).not.toContain(token)
    const status = async () =>
      (await fetch(`${product.ready.api}/v1/me`, { headers: { authorization: `Bearer ${token}` } }))
        .status
    expect(await status()).toBe(200)

    await page.getByRole('button', { name: 'Revoke: Script' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('Token revoked').waitFor()
    expect(await status()).toBe(401)
  })

  it('is refused by the server what its pages do not show', async () => {
    const { api, tenants } = product.ready
    const headers = { authorization: `Bearer ${user('alice').token}` }
    for (const path of ['audit', 'tokens', 'settings', 'jobs', 'users/bob/sessions']) {
      const reply = await fetch(`${api}/v1/tenants/${tenants[0]!.id}/${path}`, { headers })
      expect(reply.status, path).toBe(403)
    }
    const transfer = await fetch(`${api}/v1/me/transfers`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ to: 'bob', amount: '1.00' }),
    })
    expect(transfer.status).toBe(403)
  })

  it('checks the chain of the audit log and shows a color before it is saved', async () => {
    const { page, go, complaints, close } = await visit(browser, {
      portal: product.ready.portal,
      token: school().tenant.adminToken,
    })
    await go('/audit')
    await page.getByText(/hold together: your browser has checked/).waitFor()
    await page
      .getByRole('link', { name: /^Open row/ })
      .first()
      .click()
    await page.getByText('Hash of this row').waitFor()

    await go('/settings')
    await page.getByLabel('Color', { exact: true }).fill('#7a1f5c')
    const brand = "document.documentElement.style.getPropertyValue('--sg-brand')"
    await eventually('the page shows it', async () => (await page.evaluate(brand)) === '#7a1f5c')
    await page.getByLabel('Users may give each other money').check()
    await page.getByLabel('Days that jobs are kept').fill('365')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Settings saved').waitFor()
    const settings = await school().get('settings')
    expect(settings).toMatchObject({ brandColor: '#7a1f5c', retentionDays: 365 })
    expect(complaints).toEqual([])
    await close()
  })

  it('speaks the language of the tenant to who chose none', async () => {
    const settings = await school().get<object>('settings')
    await school().request('PUT', 'settings', { ...settings, language: 'de' })
    const { page } = alice
    await page.goto(product.ready.portal)
    await page.locator('html[lang=de]').waitFor()
    await school().request('PUT', 'settings', settings)
    await page.goto(product.ready.portal)
    await page.locator('html[lang=en]').waitFor()
  })

  it('signs out everywhere', async () => {
    const { page, go } = alice
    await go('/my/sessions')
    await page.getByText('This browser', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByRole('heading', { name: 'Sign in to Spoolgate' }).waitFor()
    expect(await page.evaluate("fetch('/v1/me').then(({ status }) => status)")).toBe(401)
  })

  it('keeps its hashed files and a page for the time without a network, and nothing of the API', async () => {
    const { page, close } = await visit(browser, {
      portal: product.ready.portal,
      token: null,
      options: { serviceWorkers: 'allow' },
    })
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)')
    await page.reload()
    await page.waitForSelector('.sign-in')
    const kept = (await page.evaluate(
      "caches.open('spoolgate-1').then((cache) => cache.keys()).then((all) => all.map(({ url }) => new URL(url).pathname))",
    )) as string[]
    expect(kept).toContain('/offline.html')
    expect(kept.filter((path) => path.startsWith('/assets/')).length).toBeGreaterThan(3)
    expect(kept.filter((path) => !/^\/(assets\/|offline\.|icon\.svg)/.test(path))).toEqual([])

    await page.context().setOffline(true)
    await page.reload()
    await page.getByRole('heading', { name: 'Spoolgate cannot be reached' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('link', { name: 'try again' }).click()
    await page.waitForSelector('.sign-in')
    await close()
  })
})
