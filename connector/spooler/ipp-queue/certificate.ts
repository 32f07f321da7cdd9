/** A self-signed certificate, written by hand: DER is few rules, and printers' certificates are pinned, not chained. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'

export interface SelfSigned {
  /** PEM */
  readonly key: string
  readonly cert: string
}

const YEARS = 20
const YEAR_MS = 365.25 * 86_400_000
/** Clocks of clients may be behind. */
const BACKDATED_MS = 86_400_000
const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const VERSION_TAG = 0xa0
const EXTENSIONS_TAG = 0xa3
const DNS_NAME_TAG = 0x82
const ADDRESS_TAG = 0x87

/** P-256, which every client of the last fifteen years takes (X.509, RFC 5280). `serial`: 16 random bytes. */
export function makeSelfSigned(
  names: readonly string[],
  { nowMs, serial }: { nowMs: number; serial: Uint8Array },
): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const algorithm = der(SEQUENCE, oid([1, 2, 840, 10045, 4, 3, 2]))
  const subject = der(
    SEQUENCE,
    der(
      SET,
      der(SEQUENCE, oid([2, 5, 4, 3]), der(UTF8_STRING, Buffer.from('Spoolgate print queue'))),
    ),
  )
  const body = der(
    SEQUENCE,
    der(VERSION_TAG, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, positive(serial)),
    algorithm,
    subject,
    der(SEQUENCE, time(nowMs - BACKDATED_MS), time(nowMs + YEARS * YEAR_MS)),
    subject,
    spki,
    der(EXTENSIONS_TAG, der(SEQUENCE, ...makeExtensions(names, spki))),
  )
  const signature = sign('sha256', body, privateKey)
  const bitString = der(BIT_STRING, Buffer.from([0]), signature)
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(der(SEQUENCE, body, algorithm, bitString)),
  }
}

function makeExtensions(names: readonly string[], spki: Buffer): Buffer[] {
  const keyId = createHash('sha1').update(spki).digest()
  const alternatives = names.map((name) => {
    const address = addressBytes(name)
    return address === null ? der(DNS_NAME_TAG, Buffer.from(name)) : der(ADDRESS_TAG, address)
  })
  return [
    extension([2, 5, 29, 17], der(SEQUENCE, ...alternatives)),
    extension([2, 5, 29, 14], der(OCTET_STRING, keyId)),
    // Server authentication.
    extension([2, 5, 29, 37], der(SEQUENCE, oid([1, 3, 6, 1, 5, 5, 7, 3, 1]))),
  ]
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return der(SEQUENCE, oid(id), der(OCTET_STRING, value))
}

/** tag | length | content (X.690 section 8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length, ...bytes]), content])
}

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return der(OBJECT_ID, Buffer.from(bytes))
}

/** Without its top bit a number is positive, with another bit set its length is what it seems. */
function positive(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes)
  copy[0] = ((copy[0] ?? 0) & 0x3f) | 0x40
  return copy
}

/** Two digits of a year, to be used until 2049 (RFC 5280 section 4.1.2.5). */
function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
  return der(UTC_TIME, Buffer.from(text.slice(2)))
}

/** IPv4 only: names of the others are DNS names. */
function addressBytes(name: string): Buffer | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(name)?.slice(1).map(Number)
  return parts?.every((part) => part <= 255) ? Buffer.from(parts) : null
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
