/** What the pages of one document share: color spaces, fonts, layers, and what was learned about images and forms. */
import { ColorSpaces } from './color-space.ts'
import type { PdfDocument } from './document.ts'
import { Fonts } from './fonts.ts'
import { type PdfDict, PdfRef, type PdfValue } from './objects.ts'
import { OptionalContent } from './optional-content.ts'
import { chromaOfShading } from './shading.ts'

/** Beyond this everything learned is forgotten: memory stays bounded, pages only cost more. */
const MEMORY_LIMIT = 50_000

export class PdfParts {
  readonly document: PdfDocument
  readonly spaces: ColorSpaces
  readonly fonts: Fonts
  readonly optional: OptionalContent
  readonly #memory = new Map<string, unknown>()

  constructor(document: PdfDocument) {
    this.document = document
    this.spaces = new ColorSpaces(document)
    this.fonts = new Fonts(document)
    this.optional = new OptionalContent(document)
  }

  /** Finds something out once for each object; objects without a number every time. */
  remember<Result extends string | number>(
    number: number,
    what: string,
    find: () => Result,
  ): Result {
    if (number === 0) return find()
    const kept = this.recall(number, what)
    if (kept !== undefined) return kept as Result
    const found = find()
    this.store(number, what, found)
    return found
  }

  recall(number: number, what: string): unknown {
    return number === 0 ? undefined : this.#memory.get(`${number} ${what}`)
  }

  store(number: number, what: string, value: string | number): void {
    if (number === 0) return
    if (this.#memory.size >= MEMORY_LIMIT) this.#memory.clear()
    this.#memory.set(`${number} ${what}`, value)
  }

  shadingChroma(value: PdfValue | undefined, named: PdfDict | null): number {
    const number = value instanceof PdfRef ? value.number : 0
    return this.remember(number, 'shading', () =>
      chromaOfShading(this.document, this.spaces, value, named),
    )
  }
}
