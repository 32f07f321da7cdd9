/** Plain text, with the page arithmetic of CUPS's `texttopdf`: an estimate, because paper and margins are the queue's. */
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import { hasTextAt } from './byte-source.ts'
import type { LanguageEntry, StreamReader } from './port.ts'

/** `texttopdf` on US Letter with half-inch margins: 10 characters and 6 lines an inch. */
const COLUMNS = 80
const LINES = 60
const LETTER = { widthPt: 612, heightPt: 792 }
const TAB_COLUMNS = 8

export const text: LanguageEntry = {
  language: 'text',
  matches: isText,
  reader: { kind: 'stream', open: () => new TextReader() },
}

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'
const CONTROLS = new Set([8, 9, 10, 12, 13])
/** What starts like a language of programs or markup is not printed as it stands by any filter. */
const STRUCTURED = ['%!', '<?xml', '<!DOCTYPE', '<html', '@PJL', '\u001b', '{\\rtf']

/** No control characters but those that move the pen, and valid UTF-8 or at least mostly ASCII. */
function isText(head: Uint8Array): boolean {
  const start = hasTextAt(head, 0, BYTE_ORDER_MARK) ? 3 : 0
  if (head.length === start) return false
  if (STRUCTURED.some((mark) => hasTextAt(head, start, mark))) return false
  let high = 0
  for (const byte of head) {
    if ((byte < 32 && !CONTROLS.has(byte)) || byte === 127) return false
    if (byte >= 128) high++
  }
  return high === 0 || isUtf8(head) || high * 4 < head.length
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // The last character may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

class TextReader implements StreamReader {
  #pages = 0
  #line = 0
  #column = 0
  /** Something stands on this page, or the page was opened by a form feed's other side. */
  #isOpen = false
  #isText = true
  #lastByte = 0

  push(chunk: Uint8Array): 'more' | 'enough' {
    for (const byte of chunk) {
      this.#step(byte)
      this.#lastByte = byte
    }
    return this.#isText && this.#pages <= PAGES_LIMIT ? 'more' : 'enough'
  }

  #step(byte: number): void {
    switch (byte) {
      case 10:
        // CR LF is one line end.
        if (this.#lastByte !== 13) this.#nextLine()
        return
      case 13:
        this.#nextLine()
        return
      case 12:
        this.#ejectPage()
        return
      case 9:
        this.#advance(TAB_COLUMNS - (this.#column % TAB_COLUMNS))
        return
      case 8:
        if (this.#column > 0) this.#column--
        return
      case 0:
        // Text holds no zeros: something else came in its guise.
        this.#isText = false
        return
    }
    // Continuation bytes of UTF-8 belong to the character before.
    if (byte >= 32 && (byte & 0xc0) !== 0x80) this.#advance(1)
  }

  #advance(columns: number): void {
    if (this.#column >= COLUMNS) this.#nextLine()
    this.#isOpen = true
    this.#column += columns
  }

  #nextLine(): void {
    this.#isOpen = true
    this.#column = 0
    if (++this.#line >= LINES) this.#ejectPage()
  }

  #ejectPage(): void {
    this.#pages++
    this.#line = 0
    this.#column = 0
    this.#isOpen = false
  }

  end() {
    const pages = Math.max(1, this.#pages + (this.#isOpen ? 1 : 0))
    const known = this.#isText ? 'estimated' : 'unknown'
    return {
      pages: { value: this.#isText ? pages : null, known } as const,
      colorPages: this.#isText
        ? ({ value: [], known: 'exact' } as const)
        : ({ value: null, known: 'unknown' } as const),
      pageSizes: this.#isText ? [{ ...LETTER, pages }] : [],
      duplex: null,
      copies: 1,
      problem: null,
    }
  }
}
