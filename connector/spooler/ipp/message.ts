/** An IPP message as data: ordered groups of ordered attributes, so that a repeated attribute stays visible. */
import { assert } from '#shared/contracts/problem.ts'
import { GROUP, OPERATION, type OperationName, syntaxOf } from './tables.ts'

/** Longest name and value on the wire: the lengths are signed 16-bit numbers (RFC 8010 section 3.1.4 and 3.1.7). */
export const NAME_BYTES_LIMIT = 255
export const VALUE_BYTES_LIMIT = 32_767
export const COLLECTION_DEPTH_LIMIT = 10

export interface IppLimits {
  /** Header and all attributes; the document behind them does not count. */
  readonly bytes: number
  readonly attributesPerGroup: number
  /** Of all groups, and the groups themselves. */
  readonly values: number
  /** A server has to answer a version that it does not speak; a client has nothing to do with one. */
  readonly anyVersion?: boolean
}

/** Every message, unless it lists things. */
export const MESSAGE_LIMITS: IppLimits = {
  bytes: 256 * 1024,
  attributesPerGroup: 1_000,
  values: 10_000,
}
/** Lists (Get-Jobs, CUPS-Get-Printers): some 50,000 jobs with the few attributes that we ask for. */
export const LIST_LIMITS: IppLimits = {
  bytes: 16 * 1024 * 1024,
  attributesPerGroup: 1_000,
  values: 500_000,
}

/** rangeOfInteger (RFC 8011 section 5.1.14). */
export interface IppRange {
  readonly lower: number
  readonly upper: number
}
/** resolution (RFC 8011 section 5.1.16); `units` 3 = dots per inch, 4 = per centimeter. */
export interface IppResolution {
  readonly x: number
  readonly y: number
  readonly units: number
}
/** collection (RFC 8010 section 3.1.6). */
export interface IppCollection {
  readonly members: readonly IppAttribute[]
}

/** Text of any kind is a string; octetString, dateTime and unknown syntaxes are bytes; out-of-band values are null. */
export type IppValue =
  | number
  | boolean
  | string
  | Uint8Array
  | IppRange
  | IppResolution
  | IppCollection
  | null

export interface IppAttribute {
  readonly name: string
  /** Of the first value; the others of a set may differ ("keyword | name"). */
  readonly tag: number
  readonly values: readonly IppValue[]
}

export interface IppGroup {
  readonly tag: number
  readonly attributes: readonly IppAttribute[]
}

export interface IppMessage {
  /** Major in the high byte: 0x0200 is 2.0. */
  readonly version: number
  /** "operation-id" of a request, "status-code" of a reply. */
  readonly code: number
  readonly requestId: number
  readonly groups: readonly IppGroup[]
}

const VERSION_2_0 = 0x0200

/** Versions 1.x and 2.x share one encoding (RFC 8010 section 3.1.1). */
export function isKnownVersion(version: number): boolean {
  const major = version >> 8
  return major === 1 || major === 2
}

/** A request with the two attributes that must lead every one (RFC 8011 section 4.1.4). */
export function makeRequest(
  operation: OperationName,
  requestId: number,
  operationAttributes: readonly IppAttribute[],
  ...groups: readonly IppGroup[]
): IppMessage {
  const leading = [
    makeAttribute('attributes-charset', 'utf-8'),
    makeAttribute('attributes-natural-language', 'en'),
  ]
  return {
    version: VERSION_2_0,
    code: OPERATION[operation],
    requestId,
    groups: [
      { tag: GROUP.operation, attributes: [...leading, ...operationAttributes] },
      ...groups.filter((group) => group.attributes.length > 0),
    ],
  }
}

/** A registered attribute: its syntax comes from the tables. */
export function makeAttribute(name: string, ...values: readonly IppValue[]): IppAttribute {
  const tag = syntaxOf(name)
  assert(tag !== undefined, `no IPP syntax is known for ${name}`)
  return { name, tag, values }
}

/** Groups of one kind: one of Get-Jobs holds each job. */
export function groupsOf(message: IppMessage, tag: number): readonly IppGroup[] {
  return message.groups.filter((group) => group.tag === tag)
}

/** Every value under a name, in the order sent, from all attributes of that name. */
export function valuesOf(group: IppGroup, name: string): readonly IppValue[] {
  return group.attributes.filter((each) => each.name === name).flatMap((each) => each.values)
}

/** The first value as text, or undefined when it is absent or something else. */
export function textOf(group: IppGroup, name: string): string | undefined {
  const value = valuesOf(group, name)[0]
  return typeof value === 'string' ? value : undefined
}

export function numberOf(group: IppGroup, name: string): number | undefined {
  const value = valuesOf(group, name)[0]
  return typeof value === 'number' ? value : undefined
}

export function booleanOf(group: IppGroup, name: string): boolean | undefined {
  const value = valuesOf(group, name)[0]
  return typeof value === 'boolean' ? value : undefined
}

export function isRange(value: IppValue): value is IppRange {
  return typeof value === 'object' && value !== null && 'lower' in value
}
