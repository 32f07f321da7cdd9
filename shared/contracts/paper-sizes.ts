/** Paper sizes by name, and the name of a page's size. Sizes as PWG 5101.1 (media standardized names) gives them. */

/** Short and long side in millimeters, smallest paper first: the order in which sizes are compared. */
export const PAPER_SIZES = {
  A6: [105, 148],
  A5: [148, 210],
  B5: [176, 250],
  Executive: [184.15, 266.7],
  Letter: [215.9, 279.4],
  A4: [210, 297],
  Legal: [215.9, 355.6],
  B4: [250, 353],
  Tabloid: [279.4, 431.8],
  A3: [297, 420],
  SRA3: [320, 450],
  A2: [420, 594],
  A1: [594, 841],
  A0: [841, 1189],
} as const satisfies Record<string, readonly [number, number]>
export type PaperSizeName = keyof typeof PAPER_SIZES
export const PAPER_SIZE_NAMES = Object.keys(PAPER_SIZES) as [PaperSizeName, ...PaperSizeName[]]

const MILLIMETERS_PER_POINT = 25.4 / 72
/** Drivers round, and some documents leave out a part of a margin. */
const TOLERANCE_MILLIMETERS = 3

/** Standing or lying; null = none of the named sizes. */
export function paperSizeOf(widthPt: number, heightPt: number): PaperSizeName | null {
  const short = Math.min(widthPt, heightPt) * MILLIMETERS_PER_POINT
  const long = Math.max(widthPt, heightPt) * MILLIMETERS_PER_POINT
  const isSize = (name: PaperSizeName) =>
    Math.abs(PAPER_SIZES[name][0] - short) <= TOLERANCE_MILLIMETERS &&
    Math.abs(PAPER_SIZES[name][1] - long) <= TOLERANCE_MILLIMETERS
  return PAPER_SIZE_NAMES.find(isSize) ?? null
}
