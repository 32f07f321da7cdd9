/** Tells PCL from what else starts with an escape: Epson's and IBM's printers, Canon's, and plain text. */
import { indexOfText } from '../byte-source.ts'

const ESC = 0x1b
const SEQUENCES_LOOKED_AT = 12

export interface Recognized {
  /** Starts with a reset, as jobs for page printers do. */
  readonly startsWithReset: boolean
  /** Commands of inkjet printers and plotters: raster configuration, quality, colors of raster planes. */
  readonly isInkjet: boolean
}

/** `null` when the head is not PCL. */
export function recognizePcl(head: Uint8Array): Recognized | null {
  let at = 0
  while (at < head.length && isTextLike(head[at]!)) at++
  if (head[at] !== ESC) return null
  // A PDF may hold any bytes, and text before the first escape is no proof of anything.
  if (indexOfText(head, '%PDF-', 0, at) >= 0) return null
  const startsWithReset = head[at + 1] === 0x45
  let isInkjet = false
  let sequences = 0
  while (at < head.length && sequences < SEQUENCES_LOOKED_AT) {
    if (head[at] !== ESC) {
      at++
      continue
    }
    const sequence = readSequence(head, at)
    if (sequence === 'cut') {
      sequences++
      break
    }
    if (sequence === null) return null
    isInkjet ||= sequence.isInkjet
    sequences++
    at = sequence.end
  }
  return sequences > 0 ? { startsWithReset, isInkjet } : null
}

interface Sequence {
  readonly end: number
  readonly isInkjet: boolean
}

/** Groups that exist; other letters there are other languages. */
const GROUPS: Readonly<Record<string, string>> = {
  '&': 'abcdfiklnpsuvw',
  '*': 'abcdgijlmoprstvz',
  '(': 'sf',
  ')': 'sf',
}

function readSequence(head: Uint8Array, from: number): Sequence | null | 'cut' {
  if (from + 3 >= head.length)
    return from + 1 >= head.length || isShort(head[from + 1]!) ? 'cut' : null
  const kind = String.fromCharCode(head[from + 1]!)
  if (isShort(head[from + 1]!)) return { end: from + 2, isInkjet: false }
  if (kind === '%') return readModeSwitch(head, from)
  const groups = GROUPS[kind]
  if (!groups) return null
  let at = from + 2
  const letter = String.fromCharCode(head[at]!)
  const hasGroup = groups.includes(letter)
  // Fonts by symbol set have no group: ESC ( 8 U; and some drivers forget one: ESC & 10 e.
  if (!hasGroup && (kind === '*' || !isDigit(head[at]!))) return null
  if (hasGroup) at++
  return readParameters(head, at, kind + (hasGroup ? letter : ''))
}

/** ESC % 0 A to ESC % 3 B; behind an exit begins another language. */
function readModeSwitch(head: Uint8Array, from: number): Sequence | null | 'cut' {
  const text = asText(head, from + 1, 9)
  if (text.startsWith('%-12345X')) return 'cut'
  const match = /^%(?:-?[01]|[23])?[AB]/.exec(text)
  return match ? { end: from + 1 + match[0].length, isInkjet: false } : null
}

function readParameters(head: Uint8Array, from: number, prefix: string): Sequence | null | 'cut' {
  let isInkjet = prefix === '*o' || prefix === '*g'
  for (let at = from; ; ) {
    const start = at
    while (at < head.length && head[at]! >= 0x20 && head[at]! < 0x40 && at - start < 16) at++
    if (at >= head.length) return 'cut'
    const byte = head[at]!
    // Some drivers end a sequence with a small letter.
    if (byte === ESC && at === start && at > from) return { end: at, isInkjet }
    const isLetter = (byte >= 0x40 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
    if (!isLetter) return null
    at++
    const terminator = byte & 0x5f
    if (prefix === '*r' && terminator === 0x55) isInkjet = true
    // Raster rows prove it, and some drivers write them in a way of their own.
    if (prefix === '*b' && (terminator === 0x57 || terminator === 0x56)) return 'cut'
    if (terminator === 0x57 || (prefix === '&p' && terminator === 0x58)) {
      at += Math.abs(Number.parseInt(asText(head, start, 7), 10)) || 0
      if (at >= head.length) return 'cut'
    }
    if (byte >= 0x60) continue
    const goesOn = prefix === '*b' && (isDigit(head[at] ?? 0) || head[at] === 0x76)
    return goesOn ? 'cut' : { end: at, isInkjet }
  }
}

function isShort(kind: number): boolean {
  return kind === 0x45 || kind === 0x39 || kind === 0x3d || kind === 0x59 || kind === 0x5a
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/** What may stand before the first escape: text to print, line ends, a pad of zeros. */
function isTextLike(byte: number): boolean {
  return byte >= 0x20 || byte === 0 || (byte >= 8 && byte <= 13)
}

function asText(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}
