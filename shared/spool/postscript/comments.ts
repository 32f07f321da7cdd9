/** Comments of the Document Structuring Conventions (Adobe technical note 5001, version 3.0), one line at a time. */

export interface Size {
  readonly widthPt: number
  readonly heightPt: number
}

export interface StructureComment {
  /** Between `%%` and the colon, like `Page`. */
  readonly key: string
  readonly value: string
}

/** `null` when the line is no structure comment. */
export function parseStructureComment(line: string): StructureComment | null {
  const match = /^%%([A-Za-z+?][A-Za-z]*)(?::[ \t]*|[ \t]+|$)(.*)$/.exec(line)
  return match && { key: match[1]!, value: match[2]!.trim() }
}

/** `Pages: 7`, `Pages: 7 1` (older: order); null for `(atend)` and anything else. */
export function parsePagesCount(value: string): number | null {
  const match = /^(\d{1,9})(?:\s|$)/.exec(value)
  return match ? Number(match[1]) : null
}

/** `BoundingBox: 0 0 595 842` of a whole paper: its lower left corner is the origin. */
export function parsePaperBox(value: string): Size | null {
  const [left, bottom, right, top] = value.split(/\s+/).map(Number)
  if (left !== 0 || bottom !== 0) return null
  return right! > 0 && top! > 0 ? { widthPt: right!, heightPt: top! } : null
}

/** `DocumentMedia: A4 595 842 80 white ()`. */
export function parseMedia(value: string): { readonly name: string; readonly size: Size } | null {
  const match = /^(\S+)\s+([\d.]+)\s+([\d.]+)(?:\s|$)/.exec(value)
  if (!match) return null
  const [widthPt, heightPt] = [Number(match[2]), Number(match[3])]
  return widthPt > 0 && heightPt > 0 ? { name: match[1]!, size: { widthPt, heightPt } } : null
}

/** A paper by the name that PPD files give it, like `A4` or `Letter.Fullbleed`. */
export function findPaper(name: string): Size | null {
  const size = PAPERS[name.replace(/[.\s].*$/, '').toLowerCase()]
  return size ? { widthPt: size[0], heightPt: size[1] } : null
}

/** `*Duplex DuplexNoTumble` of `BeginFeature`; null when the feature is another. */
export function parseDuplexFeature(value: string): boolean | null {
  const match = /^\*(?:\w*)Duplex\s+(\w+)/.exec(value)
  if (!match) return null
  return /^(?:duplex|true|on|long|short)/i.test(match[1]!)
}

/** `*PageSize A4` of `BeginFeature`. */
export function parsePaperFeature(value: string): Size | null {
  const match = /^\*(?:PageSize|PageRegion)\s+(\S+)/.exec(value)
  return match ? findPaper(match[1]!) : null
}

/** `Requirements: numcopies(3) duplex(tumble)`, or `NumCopies 3` of `BeginNonPPDFeature`. */
export function parseCopies(value: string): number | null {
  const match = /\bnumcopies\b[\s(]*(\d{1,5})/i.exec(value)
  return match ? Number(match[1]) : null
}

const PAPERS: Readonly<Record<string, readonly [number, number]>> = {
  a2: [1191, 1684],
  a3: [842, 1191],
  a4: [595, 842],
  a4small: [595, 842],
  a5: [420, 595],
  a6: [297, 420],
  b4: [729, 1032], // JIS, as PPD files mean it
  b5: [516, 729],
  letter: [612, 792],
  lettersmall: [612, 792],
  legal: [612, 1008],
  ledger: [1224, 792],
  tabloid: [792, 1224],
  '11x17': [792, 1224],
  executive: [522, 756],
  statement: [396, 612],
  folio: [595, 935],
  quarto: [610, 780],
  env10: [297, 684],
  envdl: [312, 624],
  envc5: [459, 649],
}
