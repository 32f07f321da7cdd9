/** Cuts a PCL stream into text, control codes, escape sequences and the bytes they carry (PCL 5 reference, chapter 2). */
import { prefixOf, type Value } from './commands.ts'
import type { Interpreter } from './interpreter.ts'
import { skimText } from './skim-text.ts'

const ESC = 0x1b
const NO_PREFIX = 0
const RASTER_ROWS = prefixOf('*b')
const MACRO = prefixOf('&f')
const MODE = prefixOf('%')
const TRANSPARENT_TEXT = prefixOf('&p')
/** Commands whose bytes the interpreter reads; the bytes of all others are jumped over. */
const READ_DATA: ReadonlySet<number> = new Set(['*v', '*g', '*c', '&p'].map(prefixOf))
/** A row or a payload that must be seen whole and is longer than this is not looked at. */
const WHOLE_LIMIT = 256 * 1024
/** Digits, blanks and garbage before a terminator. */
const PARAMETER_LIMIT = 256
const UEL_LENGTH = 9
const UEL_NUMBER = 12_345

const CHAR_V = 0x56
const CHAR_W = 0x57
const CHAR_X = 0x58

export class Parser {
  /** Length of the stream up to the universal exit language sequence that ended it; -1 while there was none. */
  endedAt = -1
  readonly #interpreter: Interpreter
  readonly #value: Value = { amount: 0, isNegative: false, isRelative: false }
  /** Class and group of the sequence whose parameters are being read. */
  #prefix = NO_PREFIX
  /** Payload bytes still to jump over. */
  #skip = 0
  #mayContinueRow = false
  #isDisplaying = false
  /** Bytes of the stream before `data[0]` of the current push. */
  #offset = 0
  /** Where in the current data the macro that is being defined goes on. */
  #macroFrom = 0
  #sequenceAt = 0

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter
  }

  /** Payload bytes that the stream still owes. */
  get owedBytes(): number {
    return this.#skip
  }

  /** Reads what it can; the answer is how much that was. The rest must come again, with more behind it. */
  push(data: Uint8Array, end: number): number {
    this.#macroFrom = 0
    this.#sequenceAt = 0
    const at = this.#read(data, end)
    const { macros } = this.#interpreter
    if (macros.isDefining) macros.append(data.subarray(Math.min(this.#macroFrom, at), at))
    this.#offset += at
    return at
  }

  #read(data: Uint8Array, end: number): number {
    const interpreter = this.#interpreter
    let at = 0
    while (at < end) {
      if (this.#skip > 0) {
        const jump = Math.min(this.#skip, end - at)
        this.#skip -= jump
        at += jump
        continue
      }
      if (this.#prefix !== NO_PREFIX) {
        const next = this.#readParameters(data, at, end)
        if (this.endedAt >= 0) return next
        // A sequence that ended without a byte more is no reason to wait.
        if (next === at && this.#prefix !== NO_PREFIX) return at
        at = next
        continue
      }
      const byte = data[at]!
      const mayBeRow = this.#mayContinueRow && byte !== ESC
      if (!mayBeRow && !this.#isDisplaying && interpreter.isPlainText) {
        this.#mayContinueRow = false
        const next = skimText(interpreter, data, at, end)
        if (next > at) {
          at = next
          continue
        }
      }
      if (byte === ESC) {
        const next = this.#readEscape(data, at, end)
        if (next === at || this.endedAt >= 0) return next
        at = next
      } else if (interpreter.isPlotting && !interpreter.macros.isDefining) {
        at = interpreter.plot.push(data, at, end)
      } else if (this.#mayContinueRow && (isDigit(byte) || byte === 0x76 || byte === 0x77)) {
        const continues = continuesRow(data, at, end)
        if (continues === null) return at
        this.#mayContinueRow = false
        if (continues) this.#prefix = RASTER_ROWS
        else at = this.#readText(data, at, end)
      } else {
        this.#mayContinueRow = false
        at = this.#readText(data, at, end)
      }
    }
    return at
  }

  #readText(data: Uint8Array, from: number, end: number): number {
    let at = from
    let isBlank = true
    for (; at < end; at++) {
      const byte = data[at]!
      if (byte > 0x20) isBlank = false
      else if (byte < 0x20) break
    }
    const isPrinted = !this.#interpreter.macros.isDefining
    this.#interpreter.budget.spendOperations(1 + ((at - from) >> 6))
    if (at > from && isPrinted) this.#interpreter.text(at - from, isBlank)
    if (at < end && data[at] !== ESC) {
      if (isPrinted && !this.#isDisplaying) this.#interpreter.control(data[at]!)
      else if (isPrinted && data[at] === 0x0d) this.#interpreter.control(0x0a)
      at++
    }
    return at
  }

  /** At an escape; the same place as the answer means that more bytes are needed. */
  #readEscape(data: Uint8Array, at: number, end: number): number {
    this.#mayContinueRow = false
    if (at + 1 >= end) return at
    const kind = data[at + 1]!
    if (this.#isDisplaying) {
      if (kind === 0x5a) this.#isDisplaying = false
      return at + 2
    }
    const hasParameters = kind > 0x20 && kind < 0x30
    if (!hasParameters) return this.#readShortEscape(data, at, end)
    if (at + 2 >= end) return at
    const group = data[at + 2]!
    const hasGroup = group >= 0x60 && group < 0x7f
    this.#prefix = (kind << 8) | (hasGroup ? group : 0)
    this.#sequenceAt = at
    const isKnownClass = kind >= 0x25 && kind <= 0x2a && kind !== 0x27
    if (!isKnownClass) this.#interpreter.strange++
    return this.#readParameters(data, hasGroup ? at + 3 : at + 2, end)
  }

  #readShortEscape(data: Uint8Array, at: number, end: number): number {
    const kind = data[at + 1]!
    const interpreter = this.#interpreter
    if (kind > 0x60 && kind !== 0x7a) {
      if (at + 2 >= end) return at
      // A driver that forgot the class: ESC u 300 D. Printers do not print its number as text.
      if (isDigit(data[at + 2]!)) this.#prefix = kind << 8
    }
    interpreter.budget.spendOperations(1)
    if (interpreter.macros.isDefining) return at + 2
    if (kind === 0x45) {
      if (interpreter.isPlotting) interpreter.plot.finish()
      interpreter.reset()
    } else if (kind === 0x59) this.#isDisplaying = true
    else interpreter.escape(kind)
    // What follows an unknown escape is read as if that had not been there.
    return kind < 0x30 || kind > 0x7e ? at + 1 : at + 2
  }

  /** One command after the other while their terminators are small letters; stops where bytes are missing. */
  #readParameters(data: Uint8Array, from: number, end: number): number {
    const value = this.#value
    let at = from
    for (;;) {
      const start = at
      let amount = 0
      let scale = 0
      let hasDigits = false
      let hasTrash = false
      value.isNegative = false
      value.isRelative = false
      let byte = 0
      // Pieces of any size must be cut at the same place.
      const limit = start + PARAMETER_LIMIT
      for (; at < end && at < limit; at++) {
        byte = data[at]!
        if (byte >= 0x30 && byte <= 0x39) {
          if (hasTrash) continue
          hasDigits = true
          if (scale === 0) amount = amount * 10 + byte - 0x30
          else {
            amount += (byte - 0x30) * scale
            scale /= 10
          }
        } else if (byte === 0x2d || byte === 0x2b) {
          value.isRelative = true
          value.isNegative = byte === 0x2d
        } else if (byte === 0x2e) scale = 0.1
        else if (byte >= 0x20 && byte < 0x40) {
          if (byte !== 0x20 && hasDigits) hasTrash = true
        } else break
      }
      if (at >= limit) return this.#abandon(at)
      if (at >= end) return start
      if (byte === ESC && at === start) {
        // Some drivers end a sequence with a small letter; what follows is a new one all the same.
        this.#prefix = NO_PREFIX
        return at
      }
      if (byte < 0x40 || byte > 0x7e || byte === 0x5f) {
        return this.#abandon(at)
      }
      value.amount = amount
      const isLast = byte < 0x60
      const terminator = isLast ? byte : byte - 32
      const prefix = this.#prefix
      at++
      const hasData =
        terminator === CHAR_W ||
        (terminator === CHAR_V && prefix === RASTER_ROWS) ||
        (terminator === CHAR_X && prefix === TRANSPARENT_TEXT)
      if (hasData) {
        const next = this.#readData(prefix, terminator, data, at, end)
        if (next < 0) return start
        at = next
        if (isLast) {
          this.#prefix = NO_PREFIX
          this.#mayContinueRow = prefix === RASTER_ROWS
          return at
        }
        if (this.#skip > 0 || at >= end) return at
        continue
      }
      if (isLast) this.#prefix = NO_PREFIX
      if (prefix === MODE && terminator === CHAR_X && value.isNegative && amount === UEL_NUMBER) {
        this.endedAt = this.#offset + at - UEL_LENGTH
        return at
      }
      this.#execute(prefix, terminator, data, at)
      if (isLast) {
        this.#mayContinueRow = prefix === RASTER_ROWS
        return at
      }
      if (at >= end) return at
    }
  }

  #execute(prefix: number, terminator: number, data: Uint8Array, at: number): void {
    const interpreter = this.#interpreter
    const { macros } = interpreter
    if (!macros.isDefining) {
      interpreter.command(prefix, terminator, this.#value)
      if (macros.isDefining) this.#macroFrom = at
      return
    }
    interpreter.budget.spendOperations(1)
    const stops = prefix === MACRO && terminator === CHAR_X && this.#value.amount === 1
    if (!stops) return
    const from = this.#macroFrom
    // The sequence that stops the macro is not part of it.
    macros.append(data.subarray(from, Math.max(from, Math.min(this.#sequenceAt, at))))
    interpreter.command(prefix, terminator, this.#value)
  }

  /** The bytes behind a command; -1 when they must be seen whole and are not there yet. */
  #readData(prefix: number, terminator: number, data: Uint8Array, at: number, end: number): number {
    const interpreter = this.#interpreter
    const length = Math.trunc(this.#value.amount)
    interpreter.budget.spendOperations(1)
    if (interpreter.macros.isDefining) return this.#jump(at, length, end)
    const isRow = prefix === RASTER_ROWS
    const mustSee = isRow ? interpreter.looksAtRows : READ_DATA.has(prefix)
    if (!mustSee || length > WHOLE_LIMIT) {
      if (isRow) interpreter.skipRow(mustSee)
      else if (mustSee) interpreter.pages.tally.doubtColor()
      return this.#jump(at, length, end)
    }
    if (at + length > end) return -1
    if (isRow) {
      interpreter.addPlane(data, at, at + length)
      if (terminator === CHAR_W) interpreter.endRow()
    } else interpreter.data(prefix, terminator, data, at, at + length)
    return at + length
  }

  #jump(at: number, length: number, end: number): number {
    if (at + length <= end) return at + length
    this.#skip = at + length - end
    return end
  }

  #abandon(at: number): number {
    this.#prefix = NO_PREFIX
    this.#interpreter.strange++
    return at
  }
}

/**
 * Whether `67Y` goes on with `7v` or `v`: some DeskJet drivers end a command with a capital letter and yet go on with
 * the next one, and printers take it. `null` = more bytes are needed to tell.
 */
function continuesRow(data: Uint8Array, from: number, end: number): boolean | null {
  let at = from
  while (at < end && at - from < 6 && isDigit(data[at]!)) at++
  if (at >= end) return null
  return 'vwmyVWMY'.includes(String.fromCharCode(data[at]!))
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
