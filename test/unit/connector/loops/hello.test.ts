// The sign of life: what is new about printers goes with it, and the answer is learned from.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Cloud } from '#connector/cloud/client.ts'
import { sayHello } from '#connector/loops/hello.ts'
import { FakeClock } from '#help/fake-clock.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { PrinterSighting } from '#shared/contracts/site.ts'

const HOUR_MS = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'spoolgate-hello-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const { signal } = new AbortController()

function sight(printerId: string, more: Partial<PrinterSighting> = {}): PrinterSighting {
  return { printerId, state: 'idle', stateReasons: [], jobsWaiting: 0, pageCounter: 1, ...more }
}

function start(wantsAddresses = false) {
  const clock = new FakeClock()
  // biome-ignore lint/suspicious/noExplicitAny: what was sent, as it was sent
  const bodies: any[] = []
  const heard: unknown[] = []
  const site = { printers: [] as PrinterSighting[], isAway: false }
  const call = async (_: string, { body }: { body: unknown }) => {
    if (site.isAway) throw new Problem('cloud-unreachable')
    bodies.push(body)
    const addresses = [
      { address: '192.0.2.7', username: 'carol', expiresAt: '2027-01-01T00:00:00Z' },
    ]
    return { doorbell: null, serverTime: '', ...(wantsAddresses ? { addresses } : {}) }
  }
  const loop = sayHello({
    cloud: { call, clockOffsetMs: 0 } as unknown as Pick<Cloud, 'call' | 'clockOffsetMs'>,
    ...{ folder, clock, wantsAddresses },
    savedOffsetMs: 0,
    software: { version: '1', platform: 'test', spooler: 'test' },
    jobsOpen: () => 0,
    sightPrinters: async () => site.printers,
    onDoorbell: () => {},
    onAddresses: (addresses) => heard.push(addresses),
  })
  const told = async () => {
    await loop.round(signal)
    return (bodies.at(-1).printers ?? []).map((each: PrinterSighting) => each.printerId)
  }
  return { clock, site, told, heard, bodies, loop }
}

it('tells of a printer at first, when something is new, and once an hour', async () => {
  const { clock, site, told } = start()
  site.printers = [sight('a@main'), sight('b@main')]
  expect(await told()).toEqual(['a@main', 'b@main'])
  site.printers = [sight('a@main'), sight('b@main', { pageCounter: 99 })]
  expect(await told()).toEqual([])
  site.printers = [sight('a@main'), sight('b@main', { stateReasons: ['media-jam-error'] })]
  expect(await told()).toEqual(['b@main'])
  site.printers = [sight('a@main', { jobsWaiting: 1 }), ...site.printers.slice(1)]
  expect(await told()).toEqual(['a@main'])
  await clock.advance(HOUR_MS)
  expect(await told()).toEqual(['a@main', 'b@main'])
})

it('tells again what did not arrive', async () => {
  const { site, told, loop } = start()
  site.printers = [sight('a@main')]
  site.isAway = true
  await expect(loop.round(signal)).rejects.toThrow()
  site.isAway = false
  expect(await told()).toEqual(['a@main'])
})

it('tells of 25 at a time, and of the others next', async () => {
  const { site, told } = start()
  site.printers = Array.from({ length: 40 }, (_, at) => sight(`p${at}@main`))
  expect(await told()).toHaveLength(25)
  expect(await told()).toEqual(site.printers.slice(25).map(({ printerId }) => printerId))
  expect(await told()).toEqual([])
})

it('asks for machines only where a queue wants them', async () => {
  const wanting = start(true)
  await wanting.told()
  expect(wanting.bodies[0].wantsAddresses).toBe(true)
  expect(wanting.heard).toMatchObject([[{ username: 'carol' }]])
  const other = start()
  await other.told()
  expect(other.bodies[0]).not.toHaveProperty('wantsAddresses')
  expect(other.heard).toEqual([])
})
