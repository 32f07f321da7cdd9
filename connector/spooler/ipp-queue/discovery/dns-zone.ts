/** The same for a DNS server: lines of a zone file, for networks where multicast does not reach. */
import { type AdvertisedQueue, makeServiceRecord } from './service-record.ts'

const TTL_SECONDS = 3_600

/**
 * `domain` is where clients browse, like `example.org`; `target` the connector's own name in DNS. RFC 6763 section 11
 * tells how clients come to browse there: the `b._dns-sd` and `lb._dns-sd` lines.
 */
export function makeDnsZone(
  queues: readonly AdvertisedQueue[],
  domain: string,
  target: string,
): string[] {
  const origin = `${domain.replace(/\.$/, '')}.`
  const host = target.endsWith('.') ? target : `${target}.`
  return [
    `$ORIGIN ${origin}`,
    `$TTL ${TTL_SECONDS}`,
    'b._dns-sd._udp PTR @',
    'lb._dns-sd._udp PTR @',
    ...queues.flatMap((queue) => linesOf(queue, host)),
  ]
}

function linesOf(queue: AdvertisedQueue, host: string): string[] {
  const { name, types, subtypes, text } = makeServiceRecord(queue)
  const strings = Object.entries(text).map(([key, value]) => quote(`${key}=${value}`))
  return types.flatMap((type) => {
    const service = `_${type}._tcp`
    const instance = `${escapeLabel(name)}.${service}`
    return [
      `${service} PTR ${instance}`,
      ...subtypes.map((subtype) => `_${subtype}._sub.${service} PTR ${instance}`),
      `${instance} SRV 0 0 ${queue.port} ${host}`,
      `${instance} TXT ${strings.join(' ')}`,
    ]
  })
}

/** Bytes that mean something in a zone file are written as figures (RFC 1035 section 5.1). */
function escapeLabel(label: string): string {
  return [...Buffer.from(label)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      if (/[A-Za-z0-9_-]/.test(character)) return character
      return `\\${String(byte).padStart(3, '0')}`
    })
    .join('')
}

function quote(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
    return byte < 0x20 || byte > 0x7e
      ? `\\${String(byte).padStart(3, '0')}`
      : String.fromCharCode(byte)
  })
  return `"${bytes.join('')}"`
}
