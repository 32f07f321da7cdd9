// IPP from outside: a print system's answers, and what clients send to the queue that we are ourselves.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTicket } from '#connector/spooler/cups/ticket.ts'
import { collection, integer, keyword, range } from '#connector/spooler/ipp/attributes.ts'
import { makeDecoder } from '#connector/spooler/ipp/decode.ts'
import { encode } from '#connector/spooler/ipp/encode.ts'
import { type IppMessage, MESSAGE_LIMITS, makeAttribute } from '#connector/spooler/ipp/message.ts'
import { GROUP } from '#connector/spooler/ipp/tables.ts'
import { GENERIC_CAPABILITIES } from '#connector/spooler/ipp-queue/device/generic-capabilities.ts'
import { checkTemplate, describeRefused } from '#connector/spooler/ipp-queue/job-template.ts'
import { parseRequest } from '#connector/spooler/ipp-queue/request.ts'
import { packTemplate, unpackTemplate } from '#connector/spooler/ipp-queue/stored-job.ts'
import { makeBytes } from '#help/ipp-client.ts'
import type { Chance } from '#help/seeded.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { type Target, type Verdict, wholeSeed, wordsOf } from '../target.ts'

const folder = new URL('../../cases/ipp/', import.meta.url).pathname

const PATH = '/ipp/print/office'
const URI = `ipp://localhost:631${PATH}`
const WISH = [
  integer('copies', 2),
  keyword('sides', 'two-sided-long-edge'),
  range('page-ranges', { lower: 1, upper: 3 }, { lower: 5, upper: 5 }),
  collection('media-col', [
    collection('media-size', [integer('x-dimension', 21_000), integer('y-dimension', 29_700)]),
    keyword('media-type', 'stationery'),
  ]),
]
const ABLE = { ...GENERIC_CAPABILITIES, pageRanges: true, pagesPerSide: [1, 2, 4] }
const REQUESTS = [
  makeBytes('Print-Job', URI, [makeAttribute('job-name', 'Plan')], WISH),
  makeBytes('Get-Printer-Attributes', URI, [makeAttribute('requested-attributes', 'all')]),
  makeBytes('Cancel-Job', URI, [makeAttribute('job-id', 7)]),
]

export const ippTarget: Target = {
  about: 'IPP: answers of print systems, requests of clients',
  seeds: [
    ...readdirSync(folder)
      .sort()
      .map((name) => wholeSeed(readFileSync(join(folder, name)))),
    ...REQUESTS.map(wholeSeed),
  ],
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
  const decoder = makeDecoder({ ...MESSAGE_LIMITS, anyVersion: true })
  try {
    for (let at = 0; at < input.length; ) {
      const end = at + 1 + chance.below(input.length)
      const done = decoder.push(input.subarray(at, end))
      if (done !== null) return { reached: true, fault: serve(done.message) }
      at = end
    }
    throw decoder.truncated()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const isExpected = error.code === 'spooler-answer-unreadable'
    return { reached: false, fault: isExpected ? null : `refused by \`${error.code}\`` }
  }
}

/** As the built-in queue would: what it accepts is kept and read again alike, what it refuses can be sent back. */
function serve(message: IppMessage): string | null {
  const request = parseRequest(message, PATH, null)
  if ('status' in request) return request.status >= 0x0400 ? null : 'refused with a good status'
  const { accepted, refused } = checkTemplate(request.jobGroup, ABLE)
  if (accepted.length + refused.length !== request.jobGroup.attributes.length) {
    return 'an attribute is neither accepted nor refused'
  }
  const kept = unpackTemplate(packTemplate(accepted))
  const { copies, pagesPerSide } = parseTicket(kept)
  if (copies < 1 || copies > ABLE.copiesMax || !ABLE.pagesPerSide.includes(pagesPerSide)) {
    return `accepted ${copies} copies, ${pagesPerSide} pages a side`
  }
  const again = packTemplate(kept.attributes)
  if (again !== packTemplate(accepted)) return 'what was accepted is kept otherwise'
  encode({
    ...message,
    code: 0,
    groups: [{ tag: GROUP.unsupported, attributes: describeRefused(refused, ABLE) }],
  })
  return null
}
