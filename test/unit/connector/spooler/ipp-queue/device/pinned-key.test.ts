import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makePinStore } from '#connector/disk/printer-pins.ts'
import { makeSelfSigned } from '#connector/spooler/ipp-queue/certificate.ts'
import { openDevice } from '#connector/spooler/ipp-queue/device/open-device.ts'
import { makeDelivery, makeDeviceDoors, makeHurriedClock } from '#help/delivery.ts'
import { startFakePrinter } from '#help/fake-printer.ts'

const signal = AbortSignal.timeout(60_000)
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n')

/** As printers have it: signed by itself, for a name that is not its address. */
const makeCertificate = (name: string) =>
  makeSelfSigned([`${name}.local`], { nowMs: Date.now(), serial: Buffer.from(name) })

describe('the key of a printer', () => {
  it('is pinned when it is first seen, and looked at on every new connection', async () => {
    const tls = makeCertificate('first')
    const printer = await startFakePrinter({ tls })
    const doors = makeDeviceDoors(makeHurriedClock())
    const device = openDevice(printer.uri, doors)
    expect(await device.deliver(makeDelivery(PDF), () => {}, signal)).toMatchObject({
      state: 'completed',
    })
    const pins = makePinStore(doors.stateFolder)
    const pin = await pins.load(printer.uri)
    expect(pin).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    await device.close()
    await printer.close()

    const other = await startFakePrinter({ tls: makeCertificate('second'), port: printer.port })
    const again = openDevice(printer.uri, doors)
    await expect(again.fetchCapabilities(signal)).rejects.toMatchObject({
      code: 'printer-identity-changed',
    })
    expect(await again.fetchStatus(signal)).toMatchObject({
      state: 'offline',
      reasons: ['identity-changed-error'],
    })
    expect(other.asked).toEqual([])
    expect(await pins.load(printer.uri)).toBe(pin)

    // Somebody made sure that it is the right printer.
    await pins.save(printer.uri, null)
    expect(await again.fetchStatus(signal)).toMatchObject({ state: 'idle' })
    expect(await pins.load(printer.uri)).not.toBe(pin)
    await again.close()
    await other.close()
    rmSync(doors.stateFolder, { recursive: true, force: true })
  })
})
