/** Paper of PCL XL: the sizes that have a number or a name, and how a page gives its own. */
import type { PaperSize } from '../page-tally.ts'

/** "MediaSize" by number (PCL XL Feature Reference). Points. */
const MEDIA: readonly PaperSize[] = [
  { widthPt: 612, heightPt: 792 }, // letter
  { widthPt: 612, heightPt: 1008 }, // legal
  { widthPt: 595, heightPt: 842 }, // A4
  { widthPt: 522, heightPt: 756 }, // executive
  { widthPt: 792, heightPt: 1224 }, // ledger
  { widthPt: 842, heightPt: 1191 }, // A3
  { widthPt: 297, heightPt: 684 }, // commercial 10
  { widthPt: 279, heightPt: 540 }, // monarch
  { widthPt: 459, heightPt: 649 }, // C5
  { widthPt: 312, heightPt: 624 }, // DL
  { widthPt: 729, heightPt: 1032 }, // JIS B4
  { widthPt: 516, heightPt: 729 }, // JIS B5
  { widthPt: 499, heightPt: 709 }, // B5 envelope
  { widthPt: 499, heightPt: 709 }, // B5
  { widthPt: 283, heightPt: 420 }, // postcard
  { widthPt: 420, heightPt: 567 }, // double postcard
  { widthPt: 420, heightPt: 595 }, // A5
  { widthPt: 298, heightPt: 420 }, // A6
  { widthPt: 363, heightPt: 516 }, // JIS B6
  { widthPt: 774, heightPt: 1116 }, // 8K
  { widthPt: 558, heightPt: 774 }, // 16K
  { widthPt: 516, heightPt: 729 }, // JIS executive
]

const NUMBER_OF_NAME: Readonly<Record<string, number>> = {
  LETTER: 0,
  LEGAL: 1,
  A4: 2,
  EXEC: 3,
  EXECUTIVE: 3,
  LEDGER: 4,
  TABLOID: 4,
  A3: 5,
  COM10: 6,
  MONARCH: 7,
  C5: 8,
  DL: 9,
  JISB4: 10,
  JISB5: 11,
  B5: 12,
  JPOST: 14,
  JPOSTD: 15,
  A5: 16,
  A6: 17,
  JISB6: 18,
}

const CUSTOM_SIDE_LIMIT_PT = 100_000

export function mediaOfNumber(number: number): PaperSize | null {
  return MEDIA[number] ?? null
}

export function mediaOfName(name: string): PaperSize | null {
  const number = NUMBER_OF_NAME[name.toUpperCase().replace(/[^A-Z0-9]/g, '')]
  return number === undefined ? null : mediaOfNumber(number)
}

/** `unit`: 0 inch, 1 millimeter, 2 tenth of a millimeter. */
export function customMedia(width: number, height: number, unit: number): PaperSize | null {
  const pointsPerUnit = unit === 0 ? 72 : unit === 1 ? 72 / 25.4 : 72 / 254
  const widthPt = Math.round(width * pointsPerUnit)
  const heightPt = Math.round(height * pointsPerUnit)
  const isPossible =
    widthPt > 0 && heightPt > 0 && Math.max(widthPt, heightPt) <= CUSTOM_SIDE_LIMIT_PT
  return isPossible ? { widthPt, heightPt } : null
}
