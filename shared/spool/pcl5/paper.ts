/** Paper of PCL: sizes by number (ESC&l#A) and where text may stand on them. */
import type { PaperSize } from '../page-tally.ts'

/** Points, as the sheet lies with its short side up; values are HP's. */
export const PAPER_BY_NUMBER: Readonly<Record<number, PaperSize>> = {
  1: { widthPt: 522, heightPt: 756 }, // executive
  2: { widthPt: 612, heightPt: 792 }, // letter
  3: { widthPt: 612, heightPt: 1008 }, // legal
  4: { widthPt: 612, heightPt: 792 },
  6: { widthPt: 792, heightPt: 1224 }, // ledger
  9: { widthPt: 396, heightPt: 612 }, // statement
  10: { widthPt: 612, heightPt: 936 }, // foolscap
  15: { widthPt: 396, heightPt: 612 },
  16: { widthPt: 774, heightPt: 1116 }, // 8K
  17: { widthPt: 558, heightPt: 774 }, // 16K
  18: { widthPt: 516, heightPt: 729 }, // JIS executive
  24: { widthPt: 298, heightPt: 420 }, // A6
  25: { widthPt: 420, heightPt: 595 }, // A5
  26: { widthPt: 595, heightPt: 842 }, // A4
  27: { widthPt: 842, heightPt: 1191 }, // A3
  28: { widthPt: 1191, heightPt: 1684 }, // A2
  29: { widthPt: 1684, heightPt: 2384 }, // A1
  30: { widthPt: 2384, heightPt: 3370 }, // A0
  44: { widthPt: 363, heightPt: 516 }, // JIS B6
  45: { widthPt: 516, heightPt: 729 }, // JIS B5
  46: { widthPt: 729, heightPt: 1032 }, // JIS B4
  71: { widthPt: 283, heightPt: 420 }, // postcard
  72: { widthPt: 420, heightPt: 567 }, // double postcard
  74: { widthPt: 288, heightPt: 432 }, // photo 4 × 6 inch
  78: { widthPt: 216, heightPt: 360 }, // index card 3 × 5 inch
  80: { widthPt: 279, heightPt: 540 }, // monarch
  81: { widthPt: 297, heightPt: 684 }, // commercial 10
  90: { widthPt: 312, heightPt: 624 }, // DL
  91: { widthPt: 459, heightPt: 649 }, // C5
  92: { widthPt: 323, heightPt: 459 }, // C6
  99: { widthPt: 354, heightPt: 499 }, // B6 envelope
  100: { widthPt: 499, heightPt: 709 }, // B5 envelope
}

/** ESC&l101A: the size that ESC&f#I and ESC&f#J gave. */
export const CUSTOM_PAPER = 101

/** What a printer takes when the document does not say; its tray decides in truth. */
export const DEFAULT_PAPER: PaperSize = { widthPt: 612, heightPt: 792 }
