// The print system's answers: read, found short, or refused by the one problem that says so.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDecoder } from '#connector/spooler/ipp/decode.ts'
import type { Chance } from '#help/seeded.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { type Target, type Verdict, wholeSeed, wordsOf } from '../target.ts'

const folder = new URL('../../cases/ipp/', import.meta.url).pathname

export const ippTarget: Target = {
  about: 'answers of the print system',
  seeds: readdirSync(folder)
    .sort()
    .map((name) => wholeSeed(readFileSync(join(folder, name)))),
  words: [
    ...wordsOf(
      'job-id job-state media-col printer-uri utf-8 attributes-charset requested-attributes',
    ),
    ...listTags(),
  ],
  check,
}

/** Group and value tags with an empty name and a length of 0, 1, 4 and too much. */
function listTags(): Uint8Array[] {
  const tags = [0x01, 0x02, 0x03, 0x04, 0x21, 0x22, 0x31, 0x33, 0x34, 0x37, 0x44, 0x4a, 0x7f]
  return tags.flatMap((tag) => [
    Uint8Array.of(tag),
    Uint8Array.of(tag, 0, 0, 0, 0),
    Uint8Array.of(tag, 0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(tag, 0xff, 0xff),
  ])
}

/** In pieces, as a network brings them. */
function check(input: Uint8Array, chance: Chance): Verdict {
  const decoder = makeDecoder()
  try {
    for (let at = 0; at < input.length; ) {
      const end = at + 1 + chance.below(input.length)
      if (decoder.push(input.subarray(at, end))) return { reached: true, fault: null }
      at = end
    }
    throw decoder.truncated()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const isExpected = error.code === 'spooler-answer-unreadable'
    return { reached: false, fault: isExpected ? null : `refused by \`${error.code}\`` }
  }
}
