/** Bytes → message (RFC 8010 section 3), piece by piece as they arrive, trusting no length; the document stays a stream. */
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import {
  COLLECTION_DEPTH_LIMIT,
  type IppLimits,
  type IppMessage,
  type IppValue,
  isKnownVersion,
  MESSAGE_LIMITS,
  NAME_BYTES_LIMIT,
  VALUE_BYTES_LIMIT,
} from './message.ts'
import { GROUP, LAST_DELIMITER_TAG, LAST_OUT_OF_BAND_TAG, TAG } from './tables.ts'

export interface IppDecoder {
  /** The message as soon as its last byte is here, with what followed it; null = more is needed. Throws `spooler-answer-unreadable`. */
  push(chunk: Uint8Array): { message: IppMessage; rest: Uint8Array } | null
  /** The problem to throw when nothing more will come. */
  truncated(): Problem
}

interface OpenAttribute {
  readonly name: string
  readonly tag: number
  readonly values: IppValue[]
}
interface OpenCollection {
  readonly members: OpenAttribute[]
  /** Named by memberAttrName, its value still to come. */
  awaited: string | null
}
interface OpenGroup {
  readonly tag: number
  readonly attributes: OpenAttribute[]
}

const HEADER_BYTES = 8
/** tag (1), name-length (2) and value-length (2). */
const FIELD_BYTES = 5
const FIXED_LENGTHS: ReadonlyMap<number, number> = new Map([
  [TAG.integer, 4],
  [TAG.enum, 4],
  [TAG.boolean, 1],
  [TAG.dateTime, 11],
  [TAG.resolution, 9],
  [TAG.rangeOfInteger, 8],
])
const FIRST_STRING_TAG = 0x40
const LAST_STRING_TAG = 0x5f
/** Bytes that are not UTF-8 become U+FFFD, and so does an encoded lone surrogate. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

export function makeDecoder(limits: IppLimits = MESSAGE_LIMITS): IppDecoder {
  let pending: Buffer = Buffer.alloc(0)
  /** Offset of `pending[0]` in the message. */
  let base = 0
  /** Offset in `pending` of the next field. */
  let at = 0
  let head: { version: number; code: number; requestId: number } | null = null
  const groups: OpenGroup[] = []
  const collections: OpenCollection[] = []
  let valuesCount = 0
  /** Of the current group, members of collections included. */
  let attributesCount = 0

  function push(chunk: Uint8Array) {
    pending = Buffer.concat([pending.subarray(at), chunk])
    base += at
    at = 0
    if (head === null && !readHeader()) return null
    for (;;) {
      if (base + at >= limits.bytes) throw unreadable('the attributes are longer than allowed', 0)
      const read = readField()
      if (read === 'more') return null
      if (read === 'end') {
        return { message: { ...head!, groups }, rest: pending.subarray(at) }
      }
    }
  }

  function readHeader(): boolean {
    if (pending.length < HEADER_BYTES) return false
    const version = pending.readUInt16BE(0)
    if (!limits.anyVersion && !isKnownVersion(version)) throw unreadable('not an IPP version', 0)
    head = { version, code: pending.readUInt16BE(2), requestId: pending.readInt32BE(4) }
    at = HEADER_BYTES
    return true
  }

  function readField(): 'more' | 'next' | 'end' {
    const tag = pending[at]
    if (tag === undefined) return 'more'
    if (tag <= LAST_DELIMITER_TAG) return readDelimiter(tag)
    if (pending.length < at + 3) return 'more'
    const nameLength = pending.readUInt16BE(at + 1)
    if (nameLength > NAME_BYTES_LIMIT) throw unreadable('a name is longer than allowed', 1)
    const valueStart = at + FIELD_BYTES + nameLength
    if (pending.length < valueStart) return 'more'
    const valueLength = pending.readUInt16BE(valueStart - 2)
    if (valueLength > VALUE_BYTES_LIMIT) {
      throw unreadable('a value is longer than allowed', valueStart - 2 - at)
    }
    if (pending.length < valueStart + valueLength) return 'more'
    countValue()
    const name = UTF8.decode(pending.subarray(at + 3, at + 3 + nameLength))
    const bytes = pending.subarray(valueStart, valueStart + valueLength)
    if (collections.length > 0) readMember(tag, name, bytes)
    else readAttribute(tag, name, bytes)
    at = valueStart + valueLength
    return 'next'
  }

  function readDelimiter(tag: number): 'next' | 'end' {
    if (tag === 0) throw unreadable('a reserved tag', 0)
    if (collections.length > 0) throw unreadable('a collection is not closed', 0)
    at += 1
    if (tag === GROUP.end) return 'end'
    countValue()
    groups.push({ tag, attributes: [] })
    attributesCount = 0
    return 'next'
  }

  function readAttribute(tag: number, name: string, bytes: Buffer): void {
    const group = groups.at(-1)
    if (group === undefined) throw unreadable('an attribute outside of any group', 0)
    if (tag === TAG.endCollection || tag === TAG.memberAttrName) {
      throw unreadable('a part of a collection outside of any', 0)
    }
    if (name !== '') {
      countAttribute()
      group.attributes.push({ name, tag, values: [] })
    }
    const attribute = group.attributes.at(-1)
    if (attribute === undefined) throw unreadable('a further value of no attribute', 0)
    attribute.values.push(readValue(tag, bytes))
  }

  function readMember(tag: number, name: string, bytes: Buffer): void {
    const collection = collections.at(-1)!
    if (name !== '') throw unreadable('a named value inside of a collection', 0)
    if (tag === TAG.memberAttrName) {
      if (collection.awaited !== null) throw unreadable('a member without a value', 0)
      if (bytes.length === 0 || bytes.length > NAME_BYTES_LIMIT) {
        throw unreadable('a bad member name', 0)
      }
      collection.awaited = UTF8.decode(bytes)
      return
    }
    if (tag === TAG.endCollection) {
      if (collection.awaited !== null) throw unreadable('a member without a value', 0)
      collections.pop()
      return
    }
    if (collection.awaited !== null) {
      countAttribute()
      collection.members.push({ name: collection.awaited, tag, values: [] })
      collection.awaited = null
    }
    const member = collection.members.at(-1)
    if (member === undefined) throw unreadable('a further value of no member', 0)
    member.values.push(readValue(tag, bytes))
  }

  /** Groups count as well: empty ones cost a byte to send. */
  function countValue(): void {
    valuesCount += 1
    if (valuesCount > limits.values) throw unreadable('more values than allowed', 0)
  }

  function countAttribute(): void {
    attributesCount += 1
    if (attributesCount > limits.attributesPerGroup) {
      throw unreadable('more attributes than allowed', 0)
    }
  }

  function readValue(tag: number, bytes: Buffer): IppValue {
    if (tag <= LAST_OUT_OF_BAND_TAG) return null
    const length = FIXED_LENGTHS.get(tag)
    if (length !== undefined && bytes.length !== length) throw unreadable('a bad value length', 0)
    if (tag === TAG.integer || tag === TAG.enum) return bytes.readInt32BE(0)
    if (tag === TAG.boolean) return bytes[0] !== 0
    if (tag === TAG.rangeOfInteger) {
      return { lower: bytes.readInt32BE(0), upper: bytes.readInt32BE(4) }
    }
    if (tag === TAG.resolution) {
      return { x: bytes.readInt32BE(0), y: bytes.readInt32BE(4), units: bytes.readInt8(8) }
    }
    if (tag === TAG.begCollection) return openCollection()
    if (tag === TAG.textWithLanguage || tag === TAG.nameWithLanguage) return languageText(bytes)
    if (tag >= FIRST_STRING_TAG && tag <= LAST_STRING_TAG) return UTF8.decode(bytes)
    return Uint8Array.from(bytes)
  }

  function openCollection(): IppValue {
    if (collections.length >= COLLECTION_DEPTH_LIMIT) {
      throw unreadable('collections are nested too deep', 0)
    }
    const members: OpenAttribute[] = []
    collections.push({ members, awaited: null })
    return { members }
  }

  /** language-length (2 bytes) | language | text-length (2) | text */
  function languageText(bytes: Buffer): string {
    const languageLength = bytes.length < 4 ? Number.NaN : bytes.readUInt16BE(0)
    const textStart = languageLength + 4
    if (!(textStart <= bytes.length)) throw unreadable('a bad language length', 0)
    const textLength = bytes.readUInt16BE(textStart - 2)
    if (textStart + textLength !== bytes.length) throw unreadable('a bad text length', 0)
    return UTF8.decode(bytes.subarray(textStart))
  }

  /** Names the byte: `further` bytes after the field's first one. */
  function unreadable(what: string, further: number): Problem {
    const offset = (base + at + further).toString(16)
    return new Problem('spooler-answer-unreadable', `${what}, at byte 0x${offset} of the message`)
  }

  return { push, truncated: () => unreadable('the message ends too early', pending.length - at) }
}

/**
 * Takes the message off the front of a stream; afterwards the stream holds the document, not one byte of it read ahead
 * beyond the stream's own buffer. Throws `spooler-answer-unreadable`, or the stream's own error.
 */
export function readMessage(
  stream: Readable,
  limits: IppLimits = MESSAGE_LIMITS,
): Promise<IppMessage> {
  const decoder = makeDecoder(limits)
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      stream.off('readable', onReadable).off('end', onEnd).off('error', onError).off('close', onEnd)
      finish()
    }
    const onError = (error: unknown) => settle(() => reject(error))
    const onEnd = () => settle(() => reject(decoder.truncated()))
    const onReadable = () => {
      try {
        for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
          const done = decoder.push(chunk as Buffer)
          if (done === null) continue
          if (done.rest.length > 0) stream.unshift(done.rest)
          return settle(() => resolve(done.message))
        }
      } catch (error) {
        onError(error)
      }
    }
    stream.on('readable', onReadable).on('end', onEnd).on('error', onError).on('close', onEnd)
  })
}
