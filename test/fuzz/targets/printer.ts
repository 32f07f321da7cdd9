// What printers say of themselves: in IPP what they can do, in PJL how they do. Neither is believed before it is sane.
import { makeDecoder } from '#connector/spooler/ipp/decode.ts'
import { encode } from '#connector/spooler/ipp/encode.ts'
import { groupsOf, makeAttribute, makeRequest } from '#connector/spooler/ipp/message.ts'
import { GROUP } from '#connector/spooler/ipp/tables.ts'
import { parsePrinter, parseStatus } from '#connector/spooler/ipp-queue/device/parse-printer.ts'
import { makePjlReader } from '#connector/spooler/ipp-queue/device/pjl.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { type Target, type Verdict, wholeSeed, wordsOf } from '../target.ts'

const ANSWER = encode(
  makeRequest('Get-Printer-Attributes', 1, [], {
    tag: GROUP.printer,
    attributes: [
      makeAttribute('printer-make-and-model', 'Laser 9000'),
      makeAttribute('printer-state', 3),
      makeAttribute('printer-state-reasons', 'none'),
      makeAttribute(
        'document-format-supported',
        'application/pdf',
        'image/pwg-raster',
        'image/urf',
      ),
      makeAttribute('media-supported', 'iso_a4_210x297mm', 'na_letter_8.5x11in'),
      makeAttribute('copies-supported', { lower: 1, upper: 99 }),
      makeAttribute('sides-supported', 'one-sided', 'two-sided-long-edge'),
      makeAttribute('printer-resolution-supported', { x: 600, y: 600, units: 3 }),
      makeAttribute('pwg-raster-document-type-supported', 'sgray_8', 'srgb_8'),
    ],
  }),
)
const SAID =
  '@PJL USTATUS DEVICE\r\nCODE=40022\r\nDISPLAY="JAM"\r\n\f@PJL USTATUS JOB\r\nEND\r\nPAGES=2\r\n\f'
const SIZE_LIMIT = 40_000

export const printerTarget: Target = {
  about: 'what printers say of themselves: IPP and PJL',
  seeds: [wholeSeed(ANSWER), wholeSeed(Buffer.from(SAID, 'latin1'))],
  words: wordsOf(
    'urf-supported RS300-600 DM3 iso_a3_297x420mm media-col-supported @PJL CODE=10001 PAGE START',
  ),
  check,
}

function check(input: Uint8Array): Verdict {
  const news = makePjlReader()(Buffer.from(input))
  const shown = news.map((each) => (each.kind === 'status' ? each.display : '')).join('')
  if (/\p{Cc}/u.test(shown)) return { reached: true, fault: 'a control character came through PJL' }
  const message = decode(input)
  if (message === null) return { reached: news.length > 0, fault: null }
  const group = groupsOf(message, GROUP.printer)[0]
  if (group === undefined) return { reached: news.length > 0, fault: null }
  return { reached: true, fault: faultOf(group) }
}

function decode(input: Uint8Array) {
  try {
    return makeDecoder().push(input)?.message ?? null
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

function faultOf(group: Parameters<typeof parsePrinter>[0]): string | null {
  const { capabilities } = parsePrinter(group)
  const text = JSON.stringify([capabilities, parseStatus(group)])
  if (text.length > SIZE_LIMIT) return 'the capabilities are longer than allowed'
  if (/\\u00[01]|\\[nrt]/.test(text)) return 'a control character came through'
  const { media, mediaDefault, resolutions, copiesMax, sides } = capabilities
  if (!media.some(({ name }) => name === mediaDefault)) return 'the default is none of the media'
  if (resolutions.length === 0 || !sides.includes('one-sided')) return 'a list is empty'
  return copiesMax >= 1 && copiesMax <= 999 ? null : 'the copies are out of range'
}
