/** Message → bytes (RFC 8010 section 3). What is handed in is ours, so what does not fit is a fault. */
import { assert } from '#shared/contracts/problem.ts'
import {
  COLLECTION_DEPTH_LIMIT,
  type IppAttribute,
  type IppCollection,
  type IppMessage,
  type IppRange,
  type IppResolution,
  type IppValue,
  NAME_BYTES_LIMIT,
  VALUE_BYTES_LIMIT,
} from './message.ts'
import { GROUP, LAST_DELIMITER_TAG, LAST_OUT_OF_BAND_TAG, TAG } from './tables.ts'

/** The bytes up to and with end-of-attributes; a document may follow them. */
export function encode(message: IppMessage): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [header(message)]
  for (const group of message.groups) {
    assert(
      group.tag <= LAST_DELIMITER_TAG && group.tag !== GROUP.end,
      `0x${group.tag.toString(16)} is not a group tag`,
    )
    parts.push(Uint8Array.of(group.tag))
    for (const attribute of group.attributes) pushAttribute(parts, attribute, 0)
  }
  parts.push(Uint8Array.of(GROUP.end))
  return new Uint8Array(Buffer.concat(parts))
}

/** version-number (2 bytes) | operation-id or status-code (2) | request-id (4) */
function header(message: IppMessage): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16BE(message.version, 0)
  bytes.writeUInt16BE(message.code, 2)
  bytes.writeInt32BE(message.requestId, 4)
  return bytes
}

function pushAttribute(parts: Uint8Array[], attribute: IppAttribute, depth: number): void {
  assert(attribute.values.length > 0, `${attribute.name} has no value`)
  attribute.values.forEach((value, index) => {
    pushValue(parts, attribute.tag, index === 0 ? attribute.name : '', value, depth)
  })
}

/** value-tag (1 byte) | name-length (2) | name | value-length (2) | value */
function pushValue(
  parts: Uint8Array[],
  tag: number,
  name: string,
  value: IppValue,
  depth: number,
): void {
  if (tag === TAG.begCollection) pushCollection(parts, name, value as IppCollection, depth)
  else pushField(parts, tag, Buffer.from(name), valueBytes(tag, value))
}

/** A collection is a bracket of values without names: each member's name is a value before its own. */
function pushCollection(
  parts: Uint8Array[],
  name: string,
  collection: IppCollection,
  depth: number,
): void {
  assert(depth < COLLECTION_DEPTH_LIMIT, 'the collection is nested too deep')
  pushField(parts, TAG.begCollection, Buffer.from(name), EMPTY)
  for (const member of collection.members) {
    pushField(parts, TAG.memberAttrName, EMPTY, Buffer.from(member.name))
    pushAttribute(parts, { ...member, name: '' }, depth + 1)
  }
  pushField(parts, TAG.endCollection, EMPTY, EMPTY)
}

function pushField(parts: Uint8Array[], tag: number, name: Uint8Array, value: Uint8Array): void {
  assert(name.length <= NAME_BYTES_LIMIT, 'an attribute name is too long for IPP')
  assert(value.length <= VALUE_BYTES_LIMIT, 'an attribute value is too long for IPP')
  const head = Buffer.alloc(3)
  head.writeUInt8(tag, 0)
  head.writeUInt16BE(name.length, 1)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(value.length, 0)
  parts.push(head, name, length, value)
}

const EMPTY = new Uint8Array()

function valueBytes(tag: number, value: IppValue): Uint8Array {
  if (tag <= LAST_OUT_OF_BAND_TAG) return EMPTY
  if (value instanceof Uint8Array) return value
  if (tag === TAG.boolean) return Uint8Array.of(value ? 1 : 0)
  if (tag === TAG.integer || tag === TAG.enum) return integers(value as number)
  if (tag === TAG.rangeOfInteger) {
    const range = value as IppRange
    return integers(range.lower, range.upper)
  }
  if (tag === TAG.resolution) {
    const resolution = value as IppResolution
    return Buffer.concat([
      integers(resolution.x, resolution.y),
      Uint8Array.of(resolution.units & 0xff),
    ])
  }
  assert(typeof value === 'string', `a value of tag 0x${tag.toString(16)} is not text`)
  return Buffer.from(value)
}

function integers(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    bytes.writeInt32BE(value, index * 4)
  })
  return bytes
}
