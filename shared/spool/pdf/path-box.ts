/** The path of a content stream, as far as it matters: the box around it, and whether it is one itself. */
import { type Box, isUpright, type Matrix } from './geometry.ts'

/** Numbers beyond this are somewhere far outside any page. */
export const FAR = 1e9

export class PathBox {
  /** Around all points, in page space; null = no path. */
  box: [number, number, number, number] | null = null
  /** The path is one upright rectangle. */
  isBox = false
  /** The path becomes part of the clip once it is painted. */
  clips = false

  clear(): void {
    this.box = null
    this.isBox = false
    this.clips = false
  }

  point(x: number, y: number, matrix: Matrix): void {
    this.#extend(x, y, matrix)
    this.isBox = false
  }

  rectangle(x: number, y: number, width: number, height: number, matrix: Matrix): void {
    const isFirst = this.box === null
    const upright = isUpright(matrix)
    this.#extend(x, y, matrix)
    this.#extend(x + width, y + height, matrix)
    if (!upright) {
      this.#extend(x + width, y, matrix)
      this.#extend(x, y + height, matrix)
    }
    this.isBox = isFirst && upright
  }

  #extend(x: number, y: number, m: Matrix): void {
    const px = limit(x * m[0] + y * m[2] + m[4])
    const py = limit(x * m[1] + y * m[3] + m[5])
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
