/** Reports by e-mail: once a period, again when sending failed, and never what its keeper may not see. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '#infra/local/mail-server.ts'
import { type Device, makeFacts, makeOutcome, type Stage, startStage } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'spoolgate-mail-'))
let mail: MailServer
let stage: Stage
let device: Device
let path: string

const mails = () =>
  readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
const admin = () => stage.partner.tenants[0].admin
const schedule = {
  report: 'print-log',
  rhythm: 'daily',
  hour: 7,
  recipients: ['boss@example.org', 'deputy@example.org'],
  format: 'csv',
  language: 'de',
}

/** RFC 2045: headers of the part, an empty line, base64 up to the boundary. */
function attachmentOf(message = ''): string {
  const [, part = ''] = message.split(/content-disposition: attachment/i)
  const [, base64 = ''] = part.split(/\r?\n\r?\n/)
  return Buffer.from(base64.split('\n--')[0] ?? '', 'base64').toString('utf8')
}

async function sendDue(): Promise<number> {
  const { queued } = await stage.queueDueReports()
  for (const body of stage.mails.splice(0)) await stage.sendReport(body)
  return queued
}

beforeAll(async () => {
  mail = await startMailServer(folder, () => {})
  process.env.AWS_ENDPOINT_URL_SESV2 = mail.url
  stage = await startStage()
  const tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  await stage.ask(device, makeFacts('one'))
  await stage.report(device, [makeOutcome(makeFacts('one').jobId)])
})
afterAll(async () => {
  await stage?.stop()
  await mail?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('schedules of reports', () => {
  it('send once for a day that is over, from their hour on', async () => {
    const made = await stage.call(admin(), 'POST', `${path}/report-schedules`, schedule)
    expect(made.json).toMatchObject({ ...schedule, active: true, sentThrough: null, failure: null })
    stage.clock.ms = Date.parse('2027-03-02T06:59:00.000Z')
    expect(await sendDue()).toBe(0)
    stage.clock.ms = Date.parse('2027-03-02T07:01:00.000Z')
    expect(await sendDue()).toBe(1)
    expect(await sendDue()).toBe(0)
    const [message = '', ...others] = mails()
    expect(others).toEqual([])
    expect(message).toContain('Tenant 0: Druckprotokoll, 2027-03-01')
    expect(message).toContain('print-log-2027-03-01-2027-03-01.csv')
    expect(message).not.toContain('boss@example.org')
    const { json } = await stage.call(admin(), 'GET', `${path}/report-schedules`)
    expect(json.items).toMatchObject([{ sentThrough: '2027-03-01', failure: null }])
  })

  it('do nothing when a message comes again', async () => {
    const [{ id }] = (await stage.call(admin(), 'GET', `${path}/report-schedules`)).json.items
    const tenantId = stage.partner.tenants[0].id
    const days = { first: '2027-03-01', last: '2027-03-01' }
    await stage.sendReport(JSON.stringify({ tenantId, scheduleId: id, ...days }))
    expect(mails()).toHaveLength(1)
  })

  it('say why sending failed, and send when the queue brings the message again', async () => {
    const [{ id }] = (await stage.call(admin(), 'GET', `${path}/report-schedules`)).json.items
    const body = { ...schedule, format: 'pdf' }
    await stage.call(admin(), 'PUT', `${path}/report-schedules/${id}`, body)
    await mail.stop()
    stage.clock.ms = Date.parse('2027-03-03T07:01:00.000Z')
    await stage.queueDueReports()
    const [order = ''] = stage.mails.splice(0)
    await expect(stage.sendReport(order)).rejects.toThrow()
    const seen = await stage.call(admin(), 'GET', `${path}/report-schedules`)
    expect(seen.json.items[0]).toMatchObject({ sentThrough: '2027-03-01' })
    expect(seen.json.items[0].failure).toBe('the mail was not taken')
    mail = await startMailServer(folder, () => {}, Number(new URL(mail.url).port))
    await stage.sendReport(order)
    expect(mails().at(-1)).toContain('application/pdf')
    const after = await stage.call(admin(), 'GET', `${path}/report-schedules`)
    expect(after.json.items[0]).toMatchObject({ sentThrough: '2027-03-02', failure: null })
  })

  it('hide document names when the role that keeps them may not see them', async () => {
    const { billing } = stage.partner.tenants[0].staff
    const [{ id }] = (await stage.call(admin(), 'GET', `${path}/report-schedules`)).json.items
    const url = `${path}/report-schedules/${id}`
    expect(attachmentOf(mails()[0])).toContain('three-pages.pdf')
    await stage.call(billing, 'PUT', url, { ...schedule, rhythm: 'weekly', format: 'csv' })
    stage.clock.ms = Date.parse('2027-03-08T07:01:00.000Z')
    expect(await sendDue()).toBe(1)
    const text = attachmentOf(mails().at(-1))
    expect(text).toContain('alice')
    expect(text).not.toContain('three-pages.pdf')
  })

  it('are gone when deleted, and refuse what no report is', async () => {
    const [{ id }] = (await stage.call(admin(), 'GET', `${path}/report-schedules`)).json.items
    const url = `${path}/report-schedules/${id}`
    expect((await stage.call(admin(), 'DELETE', url)).status).toBe(200)
    expect((await stage.call(admin(), 'DELETE', url)).status).toBe(404)
    const wrong = { ...schedule, filters: { group: 'staff' } }
    const refused = await stage.call(admin(), 'POST', `${path}/report-schedules`, wrong)
    expect(refused.json.fields).toMatchObject([{ path: '/filters/group' }])
  })
})
