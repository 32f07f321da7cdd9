/** Opens encrypted PDFs that need no password: the standard security handler (ISO 32000-2 section 7.6). */

import { concatenate } from '../byte-source.ts'
import { decryptRc4 } from '../codecs/rc4.ts'
import type { Ciphers } from '../port.ts'
import { isArray, isDict, type PdfDict, PdfStream, type PdfValue } from './objects.ts'

export interface Decryptor {
  decryptStream(stream: PdfStream): Uint8Array
  /** Every string inside an object that is not in an object stream. */
  decryptStrings(value: PdfValue, number: number, generation: number): PdfValue
}

type Method = 'none' | 'rc4' | 'aes128' | 'aes256'

/** ISO 32000-2 section 7.6.4.3.2, step a. */
const PADDING = Uint8Array.of(
  0x28,
  0xbf,
  0x4e,
  0x5e,
  0x4e,
  0x75,
  0x8a,
  0x41,
  0x64,
  0x00,
  0x4e,
  0x56,
  0xff,
  0xfa,
  0x01,
  0x08,
  0x2e,
  0x2e,
  0x00,
  0xb6,
  0xd0,
  0x68,
  0x3e,
  0x80,
  0x2f,
  0x0c,
  0xa9,
  0xfe,
  0x64,
  0x53,
  0x69,
  0x7a,
)
const NO_BYTES = new Uint8Array(0)
const NO_PASSWORD = NO_BYTES

/** `null` when the empty user password does not open it, or the handler is not the standard one. */
export function makeDecryptor(
  encrypt: PdfDict,
  fileId: Uint8Array,
  ciphers: Ciphers,
): Decryptor | null {
  if (encrypt.get('Filter') !== 'Standard') return null
  const version = encrypt.get('V')
  const method = readMethod(encrypt, version)
  if (method === null) return null
  const revision = numberOr(encrypt.get('R'), 2)
  const key =
    revision >= 5
      ? openKey256(encrypt, revision, ciphers)
      : makeKey(encrypt, revision, fileId, ciphers)
  if (key === null) return null
  const decrypt = (bytes: Uint8Array, number: number, generation: number) =>
    decryptBytes(bytes, { number, generation }, key, method, ciphers)
  return {
    decryptStream: (stream) => decrypt(stream.raw, stream.number, stream.generation),
    decryptStrings: (value, number, generation) =>
      mapStrings(value, (bytes) => decrypt(bytes, number, generation)),
  }
}

function mapStrings(value: PdfValue, change: (bytes: Uint8Array) => Uint8Array): PdfValue {
  if (value instanceof Uint8Array) return change(value)
  if (isArray(value)) return value.map((item) => mapStrings(item, change))
  if (isDict(value)) {
    return new Map([...value].map(([key, item]) => [key, mapStrings(item, change)]))
  }
  if (!(value instanceof PdfStream)) return value
  const dict = mapStrings(value.dict, change) as PdfDict
  return new PdfStream(dict, value.raw, value.number, value.generation)
}

function readMethod(encrypt: PdfDict, version: unknown): Method | null {
  if (version === 1 || version === 2 || version === 3) return 'rc4'
  if (version !== 4 && version !== 5) return null
  const name = encrypt.get('StmF') ?? 'Identity'
  if (name === 'Identity') return 'none'
  const filters = encrypt.get('CF')
  const filter = isDict(filters) && typeof name === 'string' ? filters.get(name) : null
  const method = isDict(filter) ? filter.get('CFM') : null
  if (method === 'None') return 'none'
  if (method === 'V2') return 'rc4'
  if (method === 'AESV2') return 'aes128'
  return method === 'AESV3' ? 'aes256' : null
}

/** Algorithm 2, and algorithms 4 and 5 to see whether the password was right. */
function makeKey(
  encrypt: PdfDict,
  revision: number,
  fileId: Uint8Array,
  ciphers: Ciphers,
): Uint8Array | null {
  const owner = bytesOf(encrypt.get('O')).subarray(0, 32)
  const user = bytesOf(encrypt.get('U'))
  const permissions = new Uint8Array(4)
  new DataView(permissions.buffer).setInt32(0, numberOr(encrypt.get('P'), 0) | 0, true)
  const plainMetadata = revision >= 4 && encrypt.get('EncryptMetadata') === false
  const bits = encrypt.get('V') === 4 ? 128 : numberOr(encrypt.get('Length'), 40)
  const keyBytes = revision === 2 ? 5 : Math.min(16, Math.max(5, bits >> 3))
  const marker = plainMetadata ? Uint8Array.of(255, 255, 255, 255) : NO_BYTES
  let digest = ciphers.md5(concatenate([PADDING, owner, permissions, fileId, marker]))
  if (revision >= 3) {
    for (let i = 0; i < 50; i++) digest = ciphers.md5(digest.subarray(0, keyBytes))
  }
  const key = digest.slice(0, keyBytes)
  return startsAlike(makeUserEntry(key, revision, fileId, ciphers), user, 16) ? key : null
}

function makeUserEntry(key: Uint8Array, revision: number, fileId: Uint8Array, ciphers: Ciphers) {
  if (revision === 2) return decryptRc4(key, PADDING)
  let entry = decryptRc4(key, ciphers.md5(concatenate([PADDING, fileId])))
  for (let i = 1; i <= 19; i++)
    entry = decryptRc4(
      key.map((byte) => byte ^ i),
      entry,
    )
  return entry
}

/** Algorithm 2.A for the empty user password. */
function openKey256(encrypt: PdfDict, revision: number, ciphers: Ciphers): Uint8Array | null {
  const user = bytesOf(encrypt.get('U'))
  const sealed = bytesOf(encrypt.get('UE'))
  if (user.length < 48 || sealed.length < 32) return null
  const hash = (salt: Uint8Array) =>
    revision === 5 ? ciphers.sha2(256, salt) : hashRevision6(salt, ciphers)
  if (!startsAlike(hash(user.subarray(32, 40)), user, 32)) return null
  const key = hash(user.subarray(40, 48))
  return ciphers.aesCbcDecrypt(key, new Uint8Array(16), sealed.subarray(0, 32))
}

/** More rounds than any hash needs; the rule ends around 70. */
const ROUNDS_LIMIT = 2_000

/** Algorithm 2.B. */
function hashRevision6(salt: Uint8Array, ciphers: Ciphers): Uint8Array {
  let key = ciphers.sha2(256, concatenate([NO_PASSWORD, salt]))
  for (let round = 0; round < ROUNDS_LIMIT; round++) {
    const block = concatenate([NO_PASSWORD, key])
    const data = new Uint8Array(block.length * 64)
    for (let i = 0; i < 64; i++) data.set(block, i * block.length)
    const sealed = ciphers.aesCbcEncrypt(key.subarray(0, 16), key.subarray(16, 32), data)
    const rest = sealed.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3
    key = ciphers.sha2(([256, 384, 512] as const)[rest] ?? 256, sealed)
    if (round >= 63 && sealed.at(-1)! <= round - 31) break
  }
  return key.slice(0, 32)
}

interface ObjectId {
  readonly number: number
  readonly generation: number
}

/** Algorithm 1 and 1.A. */
function decryptBytes(
  raw: Uint8Array,
  id: ObjectId,
  key: Uint8Array,
  method: Method,
  ciphers: Ciphers,
): Uint8Array {
  switch (method) {
    case 'none':
      return raw
    case 'rc4':
      return decryptRc4(makeObjectKey(id, key, NO_BYTES, ciphers), raw)
    case 'aes128':
      return decryptAes(makeObjectKey(id, key, AES_SALT, ciphers), raw, ciphers)
    case 'aes256':
      return decryptAes(key, raw, ciphers)
  }
}

/** `sAlT` */
const AES_SALT = Uint8Array.of(0x73, 0x41, 0x6c, 0x54)

function makeObjectKey(id: ObjectId, key: Uint8Array, salt: Uint8Array, ciphers: Ciphers) {
  const { number, generation } = id
  const own = Uint8Array.of(number, number >> 8, number >> 16, generation, generation >> 8)
  const digest = ciphers.md5(concatenate([key, own, salt]))
  return digest.subarray(0, Math.min(16, key.length + 5))
}

function decryptAes(key: Uint8Array, raw: Uint8Array, ciphers: Ciphers): Uint8Array {
  const whole = (raw.length - 16) & ~15
  if (whole <= 0) return NO_BYTES
  const plain = ciphers.aesCbcDecrypt(key, raw.subarray(0, 16), raw.subarray(16, 16 + whole))
  const padding = plain.at(-1) ?? 0
  return padding >= 1 && padding <= 16 ? plain.subarray(0, plain.length - padding) : plain
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : NO_BYTES
}

function numberOr(value: unknown, missing: number): number {
  return typeof value === 'number' ? value : missing
}

function startsAlike(a: Uint8Array, b: Uint8Array, count: number): boolean {
  if (a.length < count || b.length < count) return false
  for (let i = 0; i < count; i++) if (a[i] !== b[i]) return false
  return true
}
