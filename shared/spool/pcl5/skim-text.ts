/**
 * Reads what most of a page of text is made of in one tight loop: characters, moves of the cursor, choices of font.
 * Whatever else comes, or is cut by the end of the bytes, is left to the parser, from the escape on.
 */
import type { Value } from './commands.ts'
import type { Interpreter } from './interpreter.ts'

const ESC = 0x1b
const STEPS_BETWEEN_SPENDS = 256
/** Longer sequences are not what drivers write. */
const FONT_CHOICE_LIMIT = 64
const DIGITS_LIMIT = 9

const NOT_PLAIN = -1

/** The place behind what was read. */
export function skimText(
  interpreter: Interpreter,
  data: Uint8Array,
  from: number,
  end: number,
): number {
  let at = from
  let steps = 0
  let isMarked = false
  while (at < end) {
    if (++steps === STEPS_BETWEEN_SPENDS) {
      interpreter.budget.spendOperations(steps)
      steps = 0
    }
    const byte = data[at]!
    if (byte >= 0x20) {
      if (isMarked) {
        do at++
        while (at < end && data[at]! >= 0x20)
        continue
      }
      const start = at
      let isBlank = true
      for (; at < end && data[at]! >= 0x20; at++) if (data[at] !== 0x20) isBlank = false
      interpreter.text(at - start, isBlank)
      isMarked = !isBlank
    } else if (byte === ESC) {
      if (at + 4 > end) break
      const kind = data[at + 1]!
      const group = data[at + 2]!
      let next = NOT_PLAIN
      if (kind === 0x2a && group === 0x70) next = skimMoves(interpreter, data, at + 3, end)
      else if (kind === 0x26 && group === 0x61) next = skimColumns(interpreter, data, at + 3, end)
      else if (kind === 0x28 || kind === 0x29) next = skimFontChoice(data, at + 2, end)
      if (next === NOT_PLAIN) break
      at = next
    } else {
      interpreter.control(byte)
      at++
      isMarked = false
    }
  }
  interpreter.budget.spendOperations(steps)
  return at
}

/** "ESC*p": X along the line, Y down the page. */
function skimMoves(interpreter: Interpreter, data: Uint8Array, from: number, end: number): number {
  let down: Value | null = null
  for (let at = from; at < end; ) {
    const sign = data[at]!
    const isRelative = sign === 0x2d || sign === 0x2b
    if (isRelative) at++
    const digitsEnd = skimDigits(data, at, end)
    if (digitsEnd >= end || digitsEnd - at > DIGITS_LIMIT) return NOT_PLAIN
    const terminator = data[digitsEnd]!
    const letter = terminator & 0xdf
    if (letter === 0x58) interpreter.moveAlong()
    else if (letter === 0x59 && down === null) {
      down = { amount: numberAt(data, at, digitsEnd), isNegative: sign === 0x2d, isRelative }
    } else return NOT_PLAIN
    at = digitsEnd + 1
    if (terminator >= 0x60) continue
    if (down !== null) interpreter.moveDown(down)
    return at
  }
  return NOT_PLAIN
}

/** "ESC&a#C" and "ESC&a#H": along the line. */
function skimColumns(
  interpreter: Interpreter,
  data: Uint8Array,
  from: number,
  end: number,
): number {
  const at = skimDigits(data, data[from] === 0x2d || data[from] === 0x2b ? from + 1 : from, end)
  if (at >= end || (data[at] !== 0x43 && data[at] !== 0x48)) return NOT_PLAIN
  interpreter.moveAlong()
  return at + 1
}

/** "ESC(" and "ESC)": any choice of a font, but none that carries its bytes. */
function skimFontChoice(data: Uint8Array, from: number, end: number): number {
  const limit = Math.min(end, from + FONT_CHOICE_LIMIT)
  for (let at = from; at < limit; at++) {
    const byte = data[at]!
    if ((byte & 0xdf) === 0x57) return NOT_PLAIN
    if (byte >= 0x40 && byte < 0x5b) return at + 1
    const isNumber = isDigit(byte) || byte === 0x2e || byte === 0x2d || byte === 0x2b
    if (!isNumber && (byte < 0x61 || byte > 0x7a)) return NOT_PLAIN
  }
  return NOT_PLAIN
}

function skimDigits(data: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && isDigit(data[at]!)) at++
  return at
}

function numberAt(data: Uint8Array, from: number, end: number): number {
  let amount = 0
  for (let at = from; at < end; at++) amount = amount * 10 + data[at]! - 0x30
  return amount
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
