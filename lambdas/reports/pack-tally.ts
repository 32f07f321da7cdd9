/** Tallies as bytes: the same tally is always the same bytes, so an unchanged one need not be written. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { DIMENSIONS, type Dimension, EMPTY_TALLY, type Tally } from './tally.ts'
import { type PackedUsage, packUsage, type Usage, unpackUsage } from './usage.ts'

/** Unpacked; 1,000 names of a dimension are below 200 KB. */
const UNPACKED_LIMIT_BYTES = 16 * 1024 * 1024

type PackedMap = readonly (readonly [string, PackedUsage])[]
type PackedNames = readonly [others: PackedUsage, names: PackedMap]

type PackedTotal = readonly [
  total: PackedUsage,
  kinds: PackedMap,
  largest: readonly (readonly [string, number])[],
  released: readonly (readonly [string, number])[],
]

/** The part that every report reads: total, kinds, largest jobs. */
export function packTotal({ total, kinds, largest, released }: Tally): Buffer {
  return pack([
    packUsage(total),
    packMap(kinds),
    largest.map(({ jobId, sides }) => [jobId, sides]),
    [...released].sort(([one], [other]) => (one < other ? -1 : 1)),
  ])
}

export function unpackTotal(bytes: Uint8Array): Tally {
  const [total, kinds, largest, released] = unpack(bytes) as PackedTotal
  return {
    ...EMPTY_TALLY,
    total: unpackUsage(total),
    kinds: unpackMap(kinds),
    released: new Map(released),
    largest: largest.map(([jobId, sides]) => ({ jobId, sides })),
  }
}

export function packNames({ by, others }: Tally, dimension: Dimension): Buffer {
  return pack([packUsage(others[dimension]), packMap(by[dimension])] satisfies PackedNames)
}

/** A tally in which nothing but that dimension stands. */
export function unpackNames(bytes: Uint8Array, dimension: Dimension): Tally {
  const [others, names] = unpack(bytes) as PackedNames
  return {
    ...EMPTY_TALLY,
    by: { ...EMPTY_TALLY.by, [dimension]: unpackMap(names) },
    others: { ...EMPTY_TALLY.others, [dimension]: unpackUsage(others) },
  }
}

/** All of it but groups, which are made of the users. */
export function packJobs(tally: Tally): Buffer {
  const names = DIMENSIONS.filter((dimension) => dimension !== 'group').map((dimension) => [
    dimension,
    packUsage(tally.others[dimension]),
    packMap(tally.by[dimension]),
  ])
  return pack([packTotal(tally).toString('base64'), names])
}

export function unpackJobs(bytes: Uint8Array): Tally {
  const [total, names] = unpack(bytes) as [string, [Dimension, PackedUsage, PackedMap][]]
  const by = { ...EMPTY_TALLY.by }
  const others = { ...EMPTY_TALLY.others }
  for (const [dimension, rest, map] of names) {
    by[dimension] = unpackMap(map)
    others[dimension] = unpackUsage(rest)
  }
  return { ...unpackTotal(Buffer.from(total, 'base64')), by, others }
}

/** Sorted, because maps remember the order in which they were filled. */
function packMap(map: ReadonlyMap<string, Usage>): PackedMap {
  return [...map]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, usage]) => [key, packUsage(usage)] as const)
}

function unpackMap(packed: PackedMap): ReadonlyMap<string, Usage> {
  return new Map(packed.map(([key, usage]) => [key, unpackUsage(usage)]))
}

const pack = (value: unknown): Buffer => deflateRawSync(JSON.stringify(value))

const unpack = (bytes: Uint8Array): unknown =>
  JSON.parse(inflateRawSync(bytes, { maxOutputLength: UNPACKED_LIMIT_BYTES }).toString('utf8'))
