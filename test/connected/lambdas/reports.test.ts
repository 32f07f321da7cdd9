/** Reports over HTTP, from jobs that really ended: what is counted, what it costs, and who gets to see it. */
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REPORT_NAMES } from '#shared/contracts/report.ts'
import {
  type Device,
  makeFacts,
  makeOutcome,
  START_MS,
  type Stage,
  startStage,
  type TestTenant,
} from './stage.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

let stage: Stage
let device: Device
let tenant: TestTenant
let path: string

const get = (url: string) => stage.call(tenant.admin, 'GET', `${path}/${url}`)
const factsOf = (name: string, user: string) =>
  makeFacts(name, { owner: { name: user, identity: 'authenticated', forged: false } })
const usageOf = async (report: string, key: string, value: string) => {
  const { json } = await get(`reports/${report}`)
  return json.rows.find((row: Record<string, unknown>) => row[key] === value)
}

beforeAll(async () => {
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  const side = { simplex: '0.10', duplex: '0.08' }
  const prices = { model: 'simple', gray: side, color: { simplex: '0.50', duplex: '0.40' } }
  await stage.call(tenant.admin, 'PATCH', `${path}/printers/office@main`, { prices })
  const groups: Record<string, string[]> = { alice: ['staff'], bob: ['staff', 'lab'], poor: [] }
  for (const name of Object.keys(groups)) {
    await stage.call(tenant.admin, 'PUT', `${path}/users/${name}`, { groups: groups[name] })
    if (name === 'poor') continue
    const credit = { amount: '50.00' }
    await stage.call(tenant.admin, 'POST', `${path}/accounts/user:${name}/entries`, credit)
  }
  for (const [name, user] of [
    ['one', 'alice'],
    ['two', 'alice'],
    ['three', 'bob'],
    ['four', 'poor'],
  ] as const) {
    await stage.ask(device, factsOf(name, user))
  }
  await stage.report(device, [makeOutcome(makeFacts('one').jobId)])
  await stage.report(device, [makeOutcome(makeFacts('three').jobId)])
})
afterAll(() => stage?.stop())

describe('what is counted', () => {
  it('counts jobs by user, and paper only where it came out', async () => {
    const { json } = await get('reports/users')
    const printed = { jobs: 1, printed: 1, sides: 3, sheets: 3, colorSides: 1, cost: '0.70' }
    expect(json.rows).toMatchObject([
      { ...printed, user: 'alice', jobs: 2 },
      { ...printed, user: 'bob' },
      { user: 'poor', jobs: 1, printed: 0, sides: 0, cost: '0.00' },
    ])
    expect(json.total).toMatchObject({ jobs: 4, printed: 2, sides: 6, cost: '1.40' })
  })

  it.each([
    ['printers', 'printer', 'office@main', { jobs: 4, printed: 2 }],
    ['groups', 'group', 'staff', { jobs: 3, printed: 2 }],
    ['groups', 'group', 'lab', { jobs: 1, printed: 1 }],
    ['job-types', 'value', 'refused', { kind: 'state', jobs: 1 }],
    ['job-types', 'value', 'A4', { kind: 'paper', jobs: 4, sides: 6 }],
    ['refusals', 'reason', 'funds-insufficient', { jobs: 1 }],
    ['environment', 'day', '2027-03-01', { sheets: 6, co2Grams: 28, waterLiters: 60 }],
    ['summary', 'day', '2027-03-01', { jobs: 4, cost: '1.40' }],
    ['summary?user=bob', 'day', '2027-03-01', { jobs: 1, cost: '0.70' }],
    ['most-active-users', 'user', 'alice', { sides: 3 }],
    ['printer-list', 'printer', 'office@main', { name: 'Office' }],
    ['user-list', 'user', 'bob', { balance: '49.30', groups: 'staff, lab' }],
    ['account-statement?account=user:bob', 'cause', 'job', { amount: '-0.70' }],
    ['largest-jobs', 'user', 'bob', { documentName: 'three-pages.pdf', state: 'completed' }],
    ['print-log?user=poor', 'user', 'poor', { state: 'refused' }],
  ])('%s: %s %s', async (report, key, value, expected) => {
    expect(await usageOf(report, key, value)).toMatchObject(expected)
  })

  it('counts a message that comes again once', async () => {
    await stage.report(device, [makeOutcome(makeFacts('one').jobId)])
    await stage.rollUp()
    expect(await usageOf('users', 'user', 'alice')).toMatchObject({ jobs: 2, printed: 1 })
  })

  it('counts a job that ends hours later, on the day of its making', async () => {
    stage.clock.ms = START_MS + 20 * HOUR_MS
    await stage.rollUp()
    await stage.report(device, [makeOutcome(makeFacts('two').jobId)])
    const { json } = await get('reports/summary?from=2027-03-01&to=2027-03-02')
    expect(json.rows).toMatchObject([
      { day: '2027-03-01', jobs: 4, printed: 3, cost: '2.10' },
      { day: '2027-03-02', jobs: 0 },
    ])
  })

  it('takes a refunded job out of the figures', async () => {
    const job = makeFacts('two').jobId
    const reply = await stage.call(tenant.admin, 'POST', `${path}/jobs/${job}:refund`, {})
    expect(reply.status).toBeLessThan(300)
    expect(await usageOf('users', 'user', 'alice')).toMatchObject({ printed: 1, cost: '0.70' })
  })

  it('comes to the same when it is counted twice at once', async () => {
    await stage.ask(device, factsOf('at once', 'bob'))
    await Promise.all([stage.rollUp(), stage.rollUp(), get('overview'), get('reports/users')])
    await stage.rollUp()
    expect(await usageOf('users', 'user', 'bob')).toMatchObject({ jobs: 2, printed: 1 })
  })

  it('keeps days by the clock of the tenant', async () => {
    const other = stage.partner.tenants[1]
    const there = `/v1/tenants/${other.id}`
    const settings = (await stage.call(other.admin, 'GET', `${there}/settings`)).json
    const timeZone = 'Pacific/Auckland'
    await stage.call(other.admin, 'PUT', `${there}/settings`, { ...settings, timeZone })
    const elsewhere = await stage.enroll(other, 'far')
    await stage.ask(elsewhere, makeFacts('far', { printerId: 'office@far' }))
    const url = `${there}/reports/summary?from=2027-03-01&to=2027-03-02`
    const { json } = await stage.call(other.admin, 'GET', url)
    expect(json.timeZone).toBe(timeZone)
    // 07:59:58 UTC is evening there.
    expect(json.rows).toMatchObject([{ jobs: 1 }, { jobs: 0 }])
  })
})

describe('what it costs', () => {
  it('reads the same for a report, however many jobs there were', async () => {
    let read = 0
    await get('reports/users')
    stage.lambdas.table.setMeter((operation, count) => {
      if (operation === 'read') read += count
    })
    await get('reports/users')
    const before = read
    for (let number = 0; number < 60; number++) {
      await stage.ask(device, factsOf(`many ${number}`, 'bob'))
    }
    stage.clock.ms += DAY_MS
    await stage.rollUp()
    await stage.rollUp()
    read = 0
    await get('reports/users')
    stage.lambdas.table.setMeter(null)
    expect(read).toBeLessThanOrEqual(before)
  })
})

describe('files', () => {
  it('gives every report as CSV and as PDF', async () => {
    for (const name of REPORT_NAMES) {
      const needs = name === 'account-statement' ? '&account=user:bob' : ''
      const csv = await get(`reports/${name}?format=csv&language=fr${needs}`)
      expect(csv.headers['content-disposition']).toContain(`${name}-`)
      expect(csv.text.split('\r\n').length).toBeGreaterThan(2)
      const pdf = await get(`reports/${name}?format=pdf&language=de${needs}`)
      expect(pdf.headers['content-type']).toBe('application/pdf')
      const document = await PDFDocument.load(Buffer.from(pdf.text, 'base64'))
      expect(document.getPageCount()).toBeGreaterThan(0)
    }
  })

  it('guards cells that a spreadsheet would run', async () => {
    const owner = { name: 'bob', identity: 'authenticated' as const, forged: false }
    const documentName = '=HYPERLINK("http://evil.test","pay")'
    const made = { createdAt: new Date(stage.clock.ms).toISOString() }
    await stage.ask(device, makeFacts('formula', { owner, documentName, ...made }))
    const { text } = await get('reports/print-log?format=csv&user=bob&limit=200')
    expect(text).toContain(`"'=HYPERLINK(`)
    expect(text).not.toMatch(/,"?=HYPERLINK/)
  })

  it('gives long lists page by page', async () => {
    const url = 'reports/print-log?limit=5&printer=office@main'
    const first = await get(url)
    const cursor = encodeURIComponent(first.json.next)
    const second = await get(`${url}&cursor=${cursor}`)
    expect([first.json.rows.length, second.json.rows.length]).toEqual([5, 5])
    const other = await get(`reports/print-log?limit=5&state=refused&cursor=${cursor}`)
    expect(other.json.code).toBe('cursor-invalid')
  })
})

describe('who sees what', () => {
  it.each(['json', 'csv'])('hides document names from the help desk: %s', async (format) => {
    const url = `${path}/reports/print-log?format=${format}&from=2027-02-01&to=2027-03-05`
    const seen = await stage.call(tenant.admin, 'GET', url)
    expect(seen.text).toContain('three-pages.pdf')
    const hidden = await stage.call(tenant.staff.helpdesk, 'GET', url)
    expect(hidden.text).not.toContain('three-pages.pdf')
  })

  it('lists and gives reports about money to who may read money', async () => {
    const { operator } = tenant.staff
    const { json } = await stage.call(operator, 'GET', `${path}/reports?language=es`)
    const names = json.items.map(({ name }: { name: string }) => name)
    expect(names).toContain('print-log')
    expect(names).not.toContain('user-list')
    const refused = await stage.call(operator, 'GET', `${path}/reports/user-list`)
    expect(refused.json.code).toBe('role-insufficient')
  })

  it.each([
    ['reports/users?from=2027-03-02&to=2027-03-01', '/to'],
    ['reports/users?from=2020-01-01&to=2027-03-01', '/to'],
    ['reports/users?printer=office@main', '/printer'],
    ['reports/account-statement', '/account'],
    ['reports/summary?user=bob&printer=office@main', '/printer'],
    ['reports/users?format=xls', '/format'],
  ])('names what does not fit: %s', async (url, field) => {
    const { status, json } = await get(url)
    expect(status).toBe(400)
    expect(json.fields.map((one: { path: string }) => one.path)).toContain(field)
  })
})
