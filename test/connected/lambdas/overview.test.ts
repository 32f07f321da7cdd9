/** The overview: figures of today and what needs somebody. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

let stage: Stage
let device: Device
let tenant: TestTenant
let path: string

const show = async (query = '') => {
  const { json } = await stage.call(tenant.admin, 'GET', `${path}/overview${query}`)
  return json
}

beforeAll(async () => {
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  for (const name of ['ends', 'gets stuck']) await stage.ask(device, makeFacts(name))
  await stage.report(device, [makeOutcome(makeFacts('ends').jobId)])
})
afterAll(() => stage?.stop())

describe('the overview', () => {
  it('tells today and thirty days, without alerts while all is well', async () => {
    const seen = await show()
    expect(seen.today).toMatchObject({ day: '2027-03-01', jobs: 2, printed: 1, sides: 3, held: 0 })
    expect(seen.days).toHaveLength(30)
    expect(seen.days.at(-1)).toMatchObject({ day: '2027-03-01', jobs: 2 })
    expect(seen.alerts.offlineConnectors.count).toBe(0)
    expect(seen.alerts.stuckJobs.count).toBe(0)
  })

  it('answers 304 while nothing changed', async () => {
    const first = await stage.call(tenant.admin, 'GET', `${path}/overview`)
    const headers = { 'if-none-match': first.headers.etag ?? '' }
    const again = await stage.call(tenant.admin, 'GET', `${path}/overview`, undefined, headers)
    expect(again.status).toBe(304)
  })

  it('names users who printed and have little left', async () => {
    expect((await show()).alerts.lowBalances).toEqual({
      count: 1,
      items: [{ username: 'alice', available: '0.00' }],
    })
    expect((await show('?lowBalance=0.00')).alerts.lowBalances.count).toBe(0)
  })

  it('names connectors that are silent and jobs that never ended', async () => {
    stage.clock.ms = START_MS + 90 * MINUTE_MS
    const { alerts } = await show()
    expect(alerts.offlineConnectors).toMatchObject({
      count: 1,
      items: [{ id: device.connectorId }],
    })
    expect(alerts.stuckJobs).toMatchObject({
      count: 1,
      items: [{ id: makeFacts('gets stuck').jobId, user: 'alice' }],
    })
  })

  it('names printers that tell an error', async () => {
    expect((await show()).alerts.printerErrors).toEqual({ count: 0, items: [] })
    const printerId = 'office@main'
    const told = { printerId, state: 'stopped', stateReasons: ['media-jam-error'], jobsWaiting: 1 }
    const software = { version: '1', platform: 'test', spooler: 'test', jobsOpen: 0 }
    const printers = [{ ...told, pageCounter: null }]
    const hello = stage.signed(device, '/v1/connector/hello', { ...software, printers })
    expect((await stage.send(hello)).status).toBe(200)
    const { printerErrors } = (await show()).alerts
    const stateReasons = ['media-jam-error']
    expect(printerErrors.items).toMatchObject([{ id: printerId, stateReasons }])
  })

  it('forgets a stuck job when its end is booked', async () => {
    await stage.report(device, [makeOutcome(makeFacts('gets stuck').jobId)])
    expect((await show()).alerts.stuckJobs).toEqual({ count: 0, items: [] })
  })
})
