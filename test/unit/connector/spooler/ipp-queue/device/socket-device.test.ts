import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makeLog } from '#connector/doors.ts'
import type { DeliveryProgress } from '#connector/spooler/ipp-queue/device/device.ts'
import { openSocketDevice } from '#connector/spooler/ipp-queue/device/socket-device.ts'
import { makeDelivery, makeHurriedClock } from '#help/delivery.ts'

const PDF = Buffer.from('%PDF-1.4 and so on')
const signal = AbortSignal.timeout(60_000)
const servers: net.Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A raw printer: `talk` is called with everything it got so far. */
async function startRawPrinter(talk: (all: string, socket: net.Socket) => void) {
  const heard: string[] = []
  const server = net.createServer((socket) => {
    let all = ''
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      all += bytes.toString('latin1')
      heard[0] = all
      talk(all, socket)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clock = makeHurriedClock()
  const { port } = server.address() as AddressInfo
  const device = openSocketDevice(
    { host: '127.0.0.1', port },
    { clock, log: makeLog(() => {}, clock, 'error') },
  )
  const progress: DeliveryProgress[] = []
  const deliver = (delivery = makeDelivery(PDF)) =>
    device.deliver(delivery, (each) => progress.push(each), signal)
  return { device, deliver, progress, heard: () => heard[0] ?? '' }
}

const isWhole = (all: string) => all.includes('@PJL EOJ')

describe('delivering to port 9100', () => {
  it('counts what the printer tells, and ends when it says so', async () => {
    const { deliver, heard, progress } = await startRawPrinter((all, socket) => {
      if (!isWhole(all)) return
      socket.write('@PJL USTATUS DEVICE\r\nCODE=40022\r\nDISPLAY="JAM"\r\n\f')
      socket.write('@PJL USTATUS PAGE\r\n1\r\n\f@PJL USTATUS PAGE\r\n2\r\n\f')
      socket.write('@PJL USTATUS JOB\r\nEND\r\nPAGES=2\r\n\f')
    })
    expect(await deliver()).toEqual({ state: 'completed', started: true, sidesDone: 2, detail: '' })
    expect(heard()).toContain(
      `@PJL ENTER LANGUAGE=PDF\r\n${PDF.toString('latin1')}\x1b%-12345X@PJL`,
    )
    expect(progress).toContainEqual({
      sidesDone: null,
      reasons: ['media-jam-error'],
      detail: 'JAM',
    })
  })

  it('counts a silent printer as delivered', async () => {
    const { deliver } = await startRawPrinter(() => {})
    expect(await deliver()).toEqual({
      state: 'completed',
      started: true,
      sidesDone: null,
      detail: '',
    })
  })

  it('tells that the user canceled at the printer', async () => {
    const { deliver } = await startRawPrinter((all, socket) => {
      if (isWhole(all)) socket.write('@PJL USTATUS JOB\r\nEND\r\nRESULT=USER_CANCELED\r\n\f')
    })
    expect(await deliver()).toMatchObject({ state: 'canceled', started: true })
  })

  it('does not send again what may have printed: the line broke', async () => {
    const { deliver } = await startRawPrinter((_, socket) => socket.destroy())
    const big = Buffer.alloc(4 * 1024 * 1024, 'x')
    expect(await deliver(makeDelivery(big))).toMatchObject({ state: 'failed', started: true })
  })

  it('does not send again what may have printed: the connector was started anew', async () => {
    const { deliver, heard } = await startRawPrinter(() => {})
    const delivery = makeDelivery(PDF, { remembered: { step: 'sending' } })
    expect(await deliver(delivery)).toMatchObject({ state: 'failed', started: true })
    expect(heard()).toBe('')
  })

  it('tells trouble as the printer tells it', async () => {
    const { device } = await startRawPrinter((all, socket) => {
      if (all.includes('INFO STATUS'))
        socket.write('@PJL INFO STATUS\r\nCODE=41002\r\nDISPLAY="LOAD A4"\r\n\f')
    })
    expect(await device.fetchStatus(signal)).toEqual({
      state: 'stopped',
      reasons: ['media-empty-error'],
      detail: 'LOAD A4',
      lifeSides: null,
    })
  })
})
