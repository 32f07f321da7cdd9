import { describe, expect, it } from 'vitest'
import { GENERIC_CAPABILITIES } from '#connector/spooler/ipp-queue/device/generic-capabilities.ts'
import { makeDnsZone } from '#connector/spooler/ipp-queue/discovery/dns-zone.ts'
import {
  type AdvertisedQueue,
  makeServiceRecord,
} from '#connector/spooler/ipp-queue/discovery/service-record.ts'

const QUEUE: AdvertisedQueue = {
  queue: 'office',
  location: '2nd floor',
  uuid: 'urn:uuid:796bf294-f555-874b-ba63-16e840a72806',
  identity: 'claimed',
  capabilities: GENERIC_CAPABILITIES,
  host: '192.0.2.10',
  port: 8631,
}

describe('what the network is told of a queue', () => {
  it('has the keys that IPP Everywhere asks for, and a name of its own', () => {
    const { name, subtypes, text } = makeServiceRecord(QUEUE)
    expect(name).toBe('office (a72806)')
    expect(subtypes).toEqual(['print'])
    expect(text).toMatchObject({
      txtvers: '1',
      rp: 'ipp/print/office',
      adminurl: 'http://192.0.2.10:8631/ipp/print/office',
      pdl: 'application/pdf',
      UUID: '796bf294-f555-874b-ba63-16e840a72806',
      note: '2nd floor',
      Color: 'T',
      Duplex: 'T',
      air: 'none',
    })
    expect(text.URF).toBeUndefined()
  })

  it('is for AirPrint too when URF is taken', () => {
    const formats = ['image/jpeg', 'image/urf', 'application/pdf']
    const capabilities = {
      ...GENERIC_CAPABILITIES,
      formats,
      sides: ['one-sided'],
      color: false,
    } as const
    const { subtypes, text } = makeServiceRecord({ ...QUEUE, capabilities })
    expect(subtypes).toEqual(['universal', 'print'])
    expect(text.URF).toBe('V1.4,CP1,W8,RS300-600')
    expect(text.pdl).toBe('application/pdf,image/urf,image/jpeg')
    expect(text).toMatchObject({ Color: 'F', Duplex: 'F' })
  })

  it('keeps every string within what DNS holds, whatever a printer says', () => {
    const makeAndModel = `${'ü'.repeat(200)}\n(x)`
    const formats = Array.from({ length: 60 }, (_, i) => `application/vnd.example-${i}`)
    const capabilities = { ...GENERIC_CAPABILITIES, makeAndModel, formats }
    const { name, text } = makeServiceRecord({ ...QUEUE, queue: 'ö'.repeat(80), capabilities })
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
    for (const [key, value] of Object.entries(text)) {
      expect(Buffer.byteLength(`${key}=${value}`)).toBeLessThanOrEqual(255)
      expect(value).not.toMatch(/\p{Cc}/u)
    }
    expect(text.pdl?.endsWith(',')).toBe(false)
  })
})

describe('the same for a DNS server', () => {
  it('is lines of a zone file', () => {
    const lines = makeDnsZone([QUEUE], 'example.org', 'print.example.org')
    expect(lines.slice(0, 4)).toEqual([
      '$ORIGIN example.org.',
      '$TTL 3600',
      'b._dns-sd._udp PTR @',
      'lb._dns-sd._udp PTR @',
    ])
    expect(lines).toContain('_ipp._tcp PTR office\\032\\040a72806\\041._ipp._tcp')
    expect(lines).toContain('_print._sub._ipps._tcp PTR office\\032\\040a72806\\041._ipps._tcp')
    expect(lines).toContain('office\\032\\040a72806\\041._ipp._tcp SRV 0 0 8631 print.example.org.')
  })

  it('lets no text of a printer end a line or a string', () => {
    const capabilities = { ...GENERIC_CAPABILITIES, makeAndModel: 'x" TXT "y\\ ü; z' }
    const lines = makeDnsZone([{ ...QUEUE, capabilities }], 'example.org', 'p.example.org.')
    const text = lines.find((line) => line.includes(' TXT '))!
    expect(text).toContain('"ty=x\\" TXT \\"y\\\\ \\195\\188; z"')
    expect(lines.join('')).not.toContain('\n')
  })
})
