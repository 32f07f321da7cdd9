/** Attributes by their syntax, for whoever answers: what a printer says of itself is not in the tables of requests. */
import { assert } from '#shared/contracts/problem.ts'
import type { IppAttribute, IppRange, IppValue } from './message.ts'
import { TAG } from './tables.ts'

type Make<Value extends IppValue> = (name: string, ...values: readonly Value[]) => IppAttribute

export const keyword: Make<string> = maker(TAG.keyword)
export const text: Make<string> = maker(TAG.text)
export const name: Make<string> = maker(TAG.name)
export const uri: Make<string> = maker(TAG.uri)
export const uriScheme: Make<string> = maker(TAG.uriScheme)
export const charset: Make<string> = maker(TAG.charset)
export const naturalLanguage: Make<string> = maker(TAG.naturalLanguage)
export const mimeType: Make<string> = maker(TAG.mimeMediaType)
export const integer: Make<number> = maker(TAG.integer)
export const enumeration: Make<number> = maker(TAG.enum)
export const boolean: Make<boolean> = maker(TAG.boolean)
export const range: Make<IppRange> = maker(TAG.rangeOfInteger)
export const octets: Make<Uint8Array> = maker(TAG.octetString)

/** Dots per inch, the same in both directions. */
export function resolution(attributeName: string, ...dpi: readonly number[]): IppAttribute {
  return attributeOf(
    attributeName,
    TAG.resolution,
    dpi.map((x) => ({ x, y: x, units: 3 })),
  )
}

/** Each value is the list of its members. */
export function collection(
  attributeName: string,
  ...values: readonly (readonly IppAttribute[])[]
): IppAttribute {
  return attributeOf(
    attributeName,
    TAG.begCollection,
    values.map((members) => ({ members })),
  )
}

/** DateAndTime (RFC 2579) in UTC. */
export function dateTime(attributeName: string, ms: number): IppAttribute {
  const date = new Date(ms)
  const bytes = Buffer.alloc(11)
  bytes.writeUInt16BE(date.getUTCFullYear(), 0)
  bytes.set(
    [
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
      Math.floor(date.getUTCMilliseconds() / 100),
      '+'.charCodeAt(0),
    ],
    2,
  )
  return attributeOf(attributeName, TAG.dateTime, [bytes])
}

/** There is such a thing, and nobody here knows it ("unknown", RFC 8010 section 3.5.2). */
export function unknown(attributeName: string): IppAttribute {
  return attributeOf(attributeName, TAG.unknown, [null])
}

/** An out-of-band value: the attribute is there, its value is not. */
export function noValue(attributeName: string): IppAttribute {
  return attributeOf(attributeName, TAG.noValue, [null])
}

export function unsupported(attributeName: string): IppAttribute {
  return attributeOf(attributeName, TAG.unsupported, [null])
}

function maker(tag: number) {
  return (attributeName: string, ...values: readonly IppValue[]) =>
    attributeOf(attributeName, tag, values)
}

function attributeOf(
  attributeName: string,
  tag: number,
  values: readonly IppValue[],
): IppAttribute {
  assert(values.length > 0, `${attributeName} has no value`)
  return { name: attributeName, tag, values }
}
