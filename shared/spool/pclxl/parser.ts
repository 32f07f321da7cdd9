/** Cuts a PCL XL stream into attributes, operators and their data. */
import type { Budget } from '../budget.ts'
import type { Attributes } from './attributes.ts'
import type { DataTaker, Interpreter } from './interpreter.ts'
import { TAG, VALUE_BYTES } from './tokens.ts'

const ESC = 0x1b
const UEL = [0x1b, 0x25, 0x2d, 0x31, 0x32, 0x33, 0x34, 0x35, 0x58]
/** Attributes before one operator; the longest of them is a text of 65,535 words. */
const LIST_LIMIT = 1024 * 1024

/** Why reading stopped. */
export type Stop = 'exit' | 'broken'

export class Parser {
  stop: Stop | null = null
  readonly #budget: Budget
  readonly #interpreter: Interpreter
  readonly #attributes: Attributes
  readonly #isLittleEndian: boolean
  #dataLeft = 0
  #dataTaker: DataTaker = 'nobody'

  constructor(
    budget: Budget,
    interpreter: Interpreter,
    attributes: Attributes,
    isLittleEndian: boolean,
  ) {
    this.#budget = budget
    this.#interpreter = interpreter
    this.#attributes = attributes
    this.#isLittleEndian = isLittleEndian
  }

  /** Bytes of data that the stream still owes. */
  get owedBytes(): number {
    return this.#dataLeft
  }

  /** Reads what it can; the answer is how much that was. The rest must come again, with more behind it. */
  push(data: Uint8Array): number {
    const view = new DataView(data.buffer, data.byteOffset, data.length)
    const attributes = this.#attributes
    const isLittle = this.#isLittleEndian
    const end = data.length
    attributes.lend(view, isLittle)
    attributes.clear()
    // The value that waits for the number of its attribute.
    let hasValue = false
    let type = 0
    let first = 0
    let second = 0
    let arrayAt = -1
    let arrayCount = 0
    /** Where the attributes of the next operator start: they are read again when that does not come. */
    let listAt = 0
    let at = 0
    while (at < end) {
      if (this.#dataLeft > 0) {
        const taken = Math.min(this.#dataLeft, end - at)
        if (this.#dataTaker !== 'nobody') {
          this.#interpreter.takeData(this.#dataTaker, data, at, at + taken)
        }
        this.#dataLeft -= taken
        at += taken
        listAt = at
        continue
      }
      const tag = data[at]!
      if (tag >= TAG.firstValue && tag <= TAG.lastValue) {
        type = tag & 7
        const size = VALUE_BYTES[type]!
        const shape = tag & 0x38
        if (size === 0) return this.#break(at)
        if (shape === 0x08) {
          // An array: its length is a value of its own.
          if (at + 2 > end) break
          const lengthTag = data[at + 1]!
          const lengthBytes = lengthTag === 0xc0 ? 1 : lengthTag === 0xc1 ? 2 : 0
          if (lengthBytes === 0) return this.#break(at)
          if (at + 2 + lengthBytes > end) break
          arrayCount = lengthBytes === 1 ? data[at + 2]! : view.getUint16(at + 2, isLittle)
          arrayAt = at + 2 + lengthBytes
          if (arrayAt + arrayCount * size > end) break
          at = arrayAt + arrayCount * size
          hasValue = true
          continue
        }
        const count = shape === 0 ? 1 : shape === 0x10 ? 2 : shape === 0x20 ? 4 : 0
        if (count === 0) return this.#break(at)
        if (at + 1 + count * size > end) break
        first = attributes.readNumber(type, at + 1)
        second = count > 1 ? attributes.readNumber(type, at + 1 + size) : 0
        arrayAt = -1
        hasValue = true
        at += 1 + count * size
      } else if (tag === TAG.attributeByte || tag === TAG.attributeWord) {
        if (!hasValue) return this.#break(at)
        const idBytes = tag - TAG.attributeByte + 1
        if (at + 1 + idBytes > end) break
        const id = idBytes === 1 ? data[at + 1]! : view.getUint16(at + 1, isLittle)
        if (id < 256) {
          if (arrayAt >= 0) attributes.setArray(id, type, arrayAt, arrayCount)
          else attributes.setNumbers(id, type, first, second)
        }
        hasValue = false
        at += 1 + idBytes
      } else if (tag >= TAG.firstOperator && tag <= TAG.lastOperator) {
        this.#budget.spendOperations(1)
        this.#dataTaker = this.#interpreter.execute(tag)
        // A stream that was run has read its own attributes.
        attributes.lend(view, isLittle)
        attributes.clear()
        hasValue = false
        at++
        listAt = at
      } else if (tag === TAG.dataLength || tag === TAG.dataLengthByte) {
        const lengthBytes = tag === TAG.dataLength ? 4 : 1
        if (at + 1 + lengthBytes > end) break
        this.#dataLeft = lengthBytes === 1 ? data[at + 1]! : view.getUint32(at + 1, isLittle)
        attributes.clear()
        hasValue = false
        at += 1 + lengthBytes
        listAt = at
      } else if (tag === ESC) {
        const found = isExit(data, at, end)
        if (found === null) break
        if (!found) return this.#break(at)
        this.stop = 'exit'
        return at
      } else if (tag === 0 || (tag >= 9 && tag <= 13) || tag === 0x20) {
        at++
      } else {
        return this.#break(at)
      }
    }
    if (end - listAt > LIST_LIMIT) return this.#break(at)
    return listAt
  }

  #break(at: number): number {
    this.stop = 'broken'
    return at
  }
}

/** `null` = more bytes are needed to tell. */
function isExit(data: Uint8Array, at: number, end: number): boolean | null {
  for (let i = 0; i < UEL.length; i++) {
    if (at + i >= end) return null
    if (data[at + i] !== UEL[i]) return false
  }
  return true
}
