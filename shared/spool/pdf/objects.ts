/** The things a PDF is made of (ISO 32000-2 section 7.3). */

/** A name is a string, a string is bytes. */
export type PdfValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly PdfValue[]
  | PdfDict
  | PdfRef
  | PdfStream

export type PdfDict = ReadonlyMap<string, PdfValue>

export class PdfRef {
  readonly number: number
  readonly generation: number

  constructor(number: number, generation: number) {
    this.number = number
    this.generation = generation
  }
}

export class PdfStream {
  readonly dict: PdfDict
  /** As in the file; decryption and filters are the document's business. */
  readonly raw: Uint8Array
  /** Which object it is: memory of what was learned about it, and its key when encrypted. 0 = none (inline). */
  readonly number: number
  readonly generation: number

  constructor(dict: PdfDict, raw: Uint8Array, number: number, generation: number) {
    this.dict = dict
    this.raw = raw
    this.number = number
    this.generation = generation
  }
}

/** A bare word: an operator, `obj`, `endstream`. */
export class PdfWord {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export const EMPTY_DICT: PdfDict = new Map()

export function isDict(value: unknown): value is PdfDict {
  return value instanceof Map
}

export function isArray(value: unknown): value is readonly PdfValue[] {
  return Array.isArray(value)
}
