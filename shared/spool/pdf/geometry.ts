/** Boxes and matrices, all in the default user space of the page. */
import type { PdfDocument } from './document.ts'
import type { PdfValue } from './objects.ts'

/** left, bottom, right, top. */
export type Box = readonly [number, number, number, number]
/** a b c d e f, as PDF writes it. */
export type Matrix = readonly [number, number, number, number, number, number]

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]
export const EVERYWHERE: Box = [-Infinity, -Infinity, Infinity, Infinity]

/** `first` applied before `then`. */
export function multiply(first: Matrix, then: Matrix): Matrix {
  return [
    first[0] * then[0] + first[1] * then[2],
    first[0] * then[1] + first[1] * then[3],
    first[2] * then[0] + first[3] * then[2],
    first[2] * then[1] + first[3] * then[3],
    first[4] * then[0] + first[5] * then[2] + then[4],
    first[4] * then[1] + first[5] * then[3] + then[5],
  ]
}

/** The upright box around a box that was transformed. */
export function transformBox(box: Box, m: Matrix): Box {
  const xs = [box[0] * m[0] + box[1] * m[2], box[2] * m[0] + box[1] * m[2]]
  xs.push(box[0] * m[0] + box[3] * m[2], box[2] * m[0] + box[3] * m[2])
  const ys = [box[0] * m[1] + box[1] * m[3], box[2] * m[1] + box[1] * m[3]]
  ys.push(box[0] * m[1] + box[3] * m[3], box[2] * m[1] + box[3] * m[3])
  return [
    Math.min(...xs) + m[4],
    Math.min(...ys) + m[5],
    Math.max(...xs) + m[4],
    Math.max(...ys) + m[5],
  ]
}

/** `null` when they do not even touch. */
export function intersect(a: Box, b: Box): Box | null {
  const left = Math.max(a[0], b[0])
  const bottom = Math.max(a[1], b[1])
  const right = Math.min(a[2], b[2])
  const top = Math.min(a[3], b[3])
  return left <= right && bottom <= top ? [left, bottom, right, top] : null
}

/** Whether `inner` lies in `outer`, edges included. */
export function contains(outer: Box, inner: Box): boolean {
  return (
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
  )
}

/** Whether the matrix turns upright boxes into upright boxes. */
export function isUpright(m: Matrix): boolean {
  return (m[1] === 0 && m[2] === 0) || (m[0] === 0 && m[3] === 0)
}

/** Any two corners, in any order; `null` when it is no box. */
export function readBox(document: PdfDocument, value: PdfValue | undefined): Box | null {
  const corners = document.numbers(value, 4)
  if (corners?.length !== 4) return null
  const [x1, y1, x2, y2] = corners as [number, number, number, number]
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]
}

export function readMatrix(document: PdfDocument, value: PdfValue | undefined): Matrix {
  const numbers = document.numbers(value, 6)
  return numbers?.length === 6 ? (numbers as unknown as Matrix) : IDENTITY
}
