/** What of a font matters for color: glyphs that are little drawings of their own (Type 3), and what is blank. */
import { latin1 } from '../byte-source.ts'
import type { PdfDocument } from './document.ts'
import { isDict, type PdfDict, PdfRef, type PdfValue } from './objects.ts'

export interface FontFacts {
  readonly dict: PdfDict
  /** Object number; 0 = none. */
  readonly number: number
  /** Glyph drawings by code; null unless Type 3. */
  readonly glyphs: ReadonlyMap<number, PdfValue> | null
  readonly bytesPerCode: 1 | 2
  /** Codes that leave no mark. */
  isBlank(code: number): boolean
}

const MAP_BYTES_LIMIT = 1024 * 1024

export class Fonts {
  readonly #document: PdfDocument
  readonly #read = new Map<number, FontFacts>()

  constructor(document: PdfDocument) {
    this.#document = document
  }

  read(value: PdfValue | undefined): FontFacts | null {
    if (value instanceof PdfRef) {
      const kept = this.#read.get(value.number)
      if (kept) return kept
    }
    const dict = this.#document.resolve(value)
    if (!isDict(dict)) return null
    const facts = this.#make(dict, value instanceof PdfRef ? value.number : 0)
    if (value instanceof PdfRef) this.#read.set(value.number, facts)
    return facts
  }

  #make(dict: PdfDict, number: number): FontFacts {
    const subtype = this.#document.get(dict, 'Subtype')
    let blanks: ReadonlySet<number> | null = null
    const bytesPerCode = subtype === 'Type0' ? 2 : 1
    return {
      dict,
      number,
      glyphs: subtype === 'Type3' ? this.#readGlyphs(dict) : null,
      bytesPerCode,
      isBlank: (code) => {
        blanks ??= this.#readBlanks(dict, bytesPerCode)
        return blanks.has(code)
      },
    }
  }

  #readGlyphs(dict: PdfDict): ReadonlyMap<number, PdfValue> {
    const glyphs = new Map<number, PdfValue>()
    const drawings = this.#document.dict(dict.get('CharProcs'))
    const encoding = this.#document.dict(dict.get('Encoding'))
    const differences = this.#document.array(encoding?.get('Differences')) ?? []
    let code = 0
    for (const item of differences) {
      const found = this.#document.resolve(item)
      if (typeof found === 'number') {
        code = found
        continue
      }
      const drawing = typeof found === 'string' ? drawings?.get(found) : undefined
      if (drawing !== undefined) glyphs.set(code, drawing)
      code++
    }
    return glyphs
  }

  /** Codes whose text is a space of any width, told by `ToUnicode`; else the usual code of a space. */
  #readBlanks(dict: PdfDict, bytesPerCode: 1 | 2): ReadonlySet<number> {
    const blanks = new Set(bytesPerCode === 1 ? [0x20] : [])
    const map = this.#document.stream(dict.get('ToUnicode'))
    if (!map) return blanks
    const text = latin1(this.#document.decode(map, MAP_BYTES_LIMIT).bytes)
    const pattern =
      /<([0-9a-f]{2,4})>\s*(?:<([0-9a-f]{2,4})>\s*)?<(?:0020|00a0|2002|2003|2009|3000)>/gi
    for (const [, first, last] of text.matchAll(pattern)) {
      const code = Number.parseInt(first ?? '', 16)
      // In a range only the first code means the space itself.
      if (last === undefined || Number.parseInt(last, 16) >= code) blanks.add(code)
    }
    return blanks
  }
}
