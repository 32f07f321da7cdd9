// Small documents cut at every byte, one cut after the other: run number K is always the same cut.
import { SHORT_DOCUMENTS } from '../short-documents.ts'
import { type Target, wholeSeed } from '../target.ts'
import { checkDocument } from './documents.ts'

const LENGTHS = SHORT_DOCUMENTS.map(({ bytes }) => bytes.length)
export const CUTS = LENGTHS.reduce((sum, length) => sum + length, 0)

export const truncateTarget: Target = {
  about: `small documents of every language cut at every byte, ${CUTS} cuts`,
  seeds: SHORT_DOCUMENTS.map(({ bytes }) => wholeSeed(bytes)),
  words: [],
  inputOf: cutOf,
  check: checkDocument(null),
}

function cutOf(run: number): Uint8Array {
  let left = run % CUTS
  const at = LENGTHS.findIndex((length) => {
    if (left < length) return true
    left -= length
    return false
  })
  return SHORT_DOCUMENTS[at]!.bytes.slice(0, left)
}
