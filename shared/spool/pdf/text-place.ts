/** Where text is being shown (ISO 32000-2 section 9.4): exact where it is placed, generous where it runs on. */
import { type Box, IDENTITY, type Matrix, multiply, transformBox } from './geometry.ts'
import type { GraphicsState } from './graphics-state.ts'
import { FAR } from './path-box.ts'

/** Glyphs reach this far from their origin, in ems: more than nearly all do. */
const GLYPH_BELOW = 0.35
const GLYPH_ABOVE = 1.1

export class TextPlace {
  matrix: Matrix = IDENTITY
  #line: Matrix = IDENTITY
  /** How far text may have run since it was last placed, in text space. */
  #advance = 0

  begin(): void {
    this.place(IDENTITY)
  }

  place(matrix: Matrix): void {
    this.matrix = matrix
    this.#line = matrix
    this.#advance = 0
  }

  move(x: number, y: number): void {
    this.place(multiply([1, 0, 0, 1, x, y], this.#line))
  }

  advance(width: number): void {
    this.#advance += width
  }

  /** Text of unknown width was shown. */
  lose(): void {
    this.#advance = Number.POSITIVE_INFINITY
  }

  /** From where the line was placed to as far as it may have come, in page space. */
  box(state: GraphicsState): Box {
    const size = Math.abs(state.fontSize)
    const box: Box = [
      -GLYPH_BELOW * size,
      state.rise - GLYPH_BELOW * size,
      Math.min(this.#advance + GLYPH_BELOW * size, FAR),
      state.rise + GLYPH_ABOVE * size,
    ]
    return transformBox(box, multiply(this.matrix, state.matrix))
  }

  copy(): TextPlace {
    const copy = new TextPlace()
    copy.matrix = this.matrix
    copy.#line = this.#line
    copy.#advance = this.#advance
    return copy
  }
}
