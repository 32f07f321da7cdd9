/** The attributes that stand before an operator: values by number, arrays as they are. */
import { VALUE_BYTES } from './tokens.ts'

const COUNT = 256
const REAL = 5

/** A value as it was read; the array's bytes are only lent. */
export class Attributes {
  readonly #isSet = new Uint32Array(COUNT)
  readonly #first = new Float64Array(COUNT)
  readonly #second = new Float64Array(COUNT)
  readonly #arrayAt = new Float64Array(COUNT)
  readonly #arrayCount = new Float64Array(COUNT)
  readonly #type = new Uint8Array(COUNT)
  /** Attributes of earlier operators have other numbers of their round, so nothing needs clearing. */
  #round = 1
  #view: DataView = new DataView(new ArrayBuffer(0))
  #isLittleEndian = true

  lend(view: DataView, isLittleEndian: boolean): void {
    this.#view = view
    this.#isLittleEndian = isLittleEndian
  }

  clear(): void {
    this.#round++
  }

  setNumbers(id: number, type: number, first: number, second: number): void {
    this.#isSet[id] = this.#round
    this.#type[id] = type
    this.#first[id] = first
    this.#second[id] = second
    this.#arrayCount[id] = -1
  }

  setArray(id: number, type: number, at: number, count: number): void {
    this.#isSet[id] = this.#round
    this.#type[id] = type
    this.#arrayAt[id] = at
    this.#arrayCount[id] = count
  }

  has(id: number): boolean {
    return this.#isSet[id] === this.#round
  }

  /** The number, or the first of a pair; `otherwise` when the attribute is not there or an array. */
  number(id: number, otherwise: number): number {
    return this.has(id) && this.#arrayCount[id]! < 0 ? this.#first[id]! : otherwise
  }

  pair(id: number): readonly [number, number] | null {
    return this.has(id) && this.#arrayCount[id]! < 0 ? [this.#first[id]!, this.#second[id]!] : null
  }

  /** Numbers of an array, at most `limit` of them. */
  array(id: number, limit: number): readonly number[] | null {
    if (!this.has(id) || this.#arrayCount[id]! < 0) return null
    const type = this.#type[id]!
    const size = VALUE_BYTES[type]!
    const count = Math.min(this.#arrayCount[id]!, limit)
    const numbers: number[] = []
    for (let i = 0; i < count; i++)
      numbers.push(this.readNumber(type, this.#arrayAt[id]! + i * size))
    return numbers
  }

  /** Whether the numbers are fractions of 1 rather than whole. */
  isReal(id: number): boolean {
    return this.#type[id] === REAL
  }

  /** Bytes of one number of an array. */
  numberBytes(id: number): number {
    return VALUE_BYTES[this.#type[id]!]!
  }

  readNumber(type: number, at: number): number {
    const view = this.#view
    const isLittle = this.#isLittleEndian
    switch (type) {
      case 0:
        return view.getUint8(at)
      case 1:
        return view.getUint16(at, isLittle)
      case 2:
        return view.getUint32(at, isLittle)
      case 3:
        return view.getInt16(at, isLittle)
      case 4:
        return view.getInt32(at, isLittle)
      default:
        return view.getFloat32(at, isLittle)
    }
  }
}
