/** The path of a content stream, as far as it matters: the box around it, and whether it is one itself. */
import { type Box, isUpright, type Matrix } from './geometry.ts'

/** Numbers beyond this are somewhere far outside any page. */
export const FAR = 1e9

export class PathBox {
  /** Around all points, in page space; null = no path. */
  box: [number, number, number, number] | null = null
  /** Corners of the one subpath of straight lines, while there are no more than a rectangle needs. */
  readonly #corners = new Float64Array(10)
  #cornerCount = 0
  #isRectangle = false
  #isOther = false
  /** The path becomes part of the clip once it is painted. */
  clips = false

  clear(): void {
    this.box = null
    this.#cornerCount = 0
    this.#isRectangle = false
    this.#isOther = false
    this.clips = false
  }

  /** The path is one upright rectangle: the operator's own, or four lines that make one. */
  get isBox(): boolean {
    if (this.#isOther) return false
    return this.#isRectangle ? this.#cornerCount === 0 : this.#cornersAreBox()
  }

  /** A subpath begins: only the first can be the rectangle. */
  move(): void {
    if (this.box !== null) this.#isOther = true
  }

  /** A curve follows. */
  bend(): void {
    this.#isOther = true
  }

  point(x: number, y: number, matrix: Matrix): void {
    const px = limit(x * matrix[0] + y * matrix[2] + matrix[4])
    const py = limit(x * matrix[1] + y * matrix[3] + matrix[5])
    this.#extend(px, py)
    if (this.#isOther) return
    if (this.#cornerCount === 5) {
      this.#isOther = true
      return
    }
    this.#corners[this.#cornerCount * 2] = px
    this.#corners[this.#cornerCount * 2 + 1] = py
    this.#cornerCount++
  }

  rectangle(x: number, y: number, width: number, height: number, matrix: Matrix): void {
    const isFirst = this.box === null
    const upright = isUpright(matrix)
    this.#extendBy(x, y, matrix)
    this.#extendBy(x + width, y + height, matrix)
    if (!upright) {
      this.#extendBy(x + width, y, matrix)
      this.#extendBy(x, y + height, matrix)
    }
    if (isFirst && upright) this.#isRectangle = true
    else this.#isOther = true
  }

  /** Filling and clipping close what is open. */
  #cornersAreBox(): boolean {
    const c = this.#corners
    if (this.#cornerCount < 4) return false
    if (this.#cornerCount === 5 && (c[8] !== c[0] || c[9] !== c[1])) return false
    const isFlatFirst = c[1] === c[3] && c[2] === c[4] && c[5] === c[7] && c[6] === c[0]
    const isSteepFirst = c[0] === c[2] && c[3] === c[5] && c[4] === c[6] && c[7] === c[1]
    return isFlatFirst || isSteepFirst
  }

  #extendBy(x: number, y: number, m: Matrix): void {
    this.#extend(limit(x * m[0] + y * m[2] + m[4]), limit(x * m[1] + y * m[3] + m[5]))
  }

  #extend(px: number, py: number): void {
    const { box } = this
    if (box === null) {
      this.box = [px, py, px, py]
      return
    }
    if (px < box[0]) box[0] = px
    if (px > box[2]) box[2] = px
    if (py < box[1]) box[1] = py
    if (py > box[3]) box[3] = py
  }
}

/** The box of a line of that width around `box`. */
export function growBox(box: Box, lineWidth: number, m: Matrix): Box {
  const scale = Math.max(Math.abs(m[0]) + Math.abs(m[2]), Math.abs(m[1]) + Math.abs(m[3]))
  const wide = Math.min((Math.abs(lineWidth) / 2) * scale, FAR)
  return [box[0] - wide, box[1] - wide, box[2] + wide, box[3] + wide]
}

function limit(value: number): number {
  return value > -FAR ? Math.min(value, FAR) : -FAR
}
