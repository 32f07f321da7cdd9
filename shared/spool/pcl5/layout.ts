/** ESC&l: paper, orientation, duplex, copies and lines. */
import { COPIES_PER_PAGE_LIMIT, type Pages, UNITS_PER_INCH } from './pages.ts'
import { CUSTOM_PAPER, PAPER_BY_NUMBER } from './paper.ts'

const DUPLEX_KINDS = 2
const ORIENTATIONS = 3

/** `endPage` ejects a page that holds something: most of these commands cannot hold for half a page. */
export function layOut(
  pages: Pages,
  endPage: () => void,
  terminator: number,
  amount: number,
): void {
  switch (terminator) {
    case 0x58: // X: copies
      pages.copies = Math.min(Math.max(Math.trunc(amount), 1), COPIES_PER_PAGE_LIMIT)
      break
    case 0x41: // A: paper size
      endPage()
      if (amount === CUSTOM_PAPER) pages.setPaper({ ...pages.customPaper })
      else if (PAPER_BY_NUMBER[amount]) pages.setPaper(PAPER_BY_NUMBER[amount])
      break
    case 0x4f: // O: orientation
      if (amount > ORIENTATIONS || amount === pages.orientation) break
      endPage()
      pages.setOrientation(amount)
      break
    case 0x53: // S: simplex or duplex
      endPage()
      if (amount <= DUPLEX_KINDS) pages.tally.askDuplex(amount > 0)
      break
    case 0x48: // H: paper source, or eject
    case 0x4d: // M: media type
    case 0x54: // T: job separation
      endPage()
      pages.home()
      break
    case 0x50: // P: page length in lines, the older way to choose paper
      endPage()
      break
    case 0x43: // C: line height in 1/48 inch
      pages.setLineHeight(Math.round((amount * UNITS_PER_INCH) / 48))
      break
    case 0x44: // D: lines an inch; 0 is twelve
      if (amount === 0) pages.setLineHeight(UNITS_PER_INCH / 12)
      else if (48 % amount === 0) pages.setLineHeight(UNITS_PER_INCH / amount)
      break
    case 0x45: // E: top margin in lines
      pages.setTopMargin(amount)
      break
    case 0x46: // F: text length in lines
      pages.setTextLength(amount)
      break
    case 0x4c: // L: perforation skip
      pages.skipsPerforation = amount === 1
      break
  }
}
