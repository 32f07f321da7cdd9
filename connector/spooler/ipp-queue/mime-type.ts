/** What a document is, by its first bytes: printers are told what is true, not what a client said. Pure. */

interface Signature {
  readonly mimeType: string
  readonly matches: (head: Buffer) => boolean
}

/** A PDF may have this much before its header (ISO 32000-1, annex H.3.4.1). */
const PDF_HEADER_WITHIN = 1_024
const UEL = '\x1b%-12345X'

const startsWith = (text: string) => (head: Buffer) =>
  head.subarray(0, text.length).equals(Buffer.from(text, 'latin1'))

/** Greediest last: a PDF header may stand behind other bytes. */
const SIGNATURES: readonly Signature[] = [
  { mimeType: 'image/pwg-raster', matches: startsWith('RaS2') },
  { mimeType: 'image/urf', matches: startsWith('UNIRAST\0') },
  { mimeType: 'image/jpeg', matches: startsWith('\xff\xd8\xff') },
  { mimeType: 'image/png', matches: startsWith('\x89PNG\r\n\x1a\n') },
  { mimeType: 'image/tiff', matches: startsWith('II*\0') },
  { mimeType: 'image/tiff', matches: startsWith('MM\0*') },
  { mimeType: 'application/postscript', matches: startsWith('%!') },
  { mimeType: 'application/postscript', matches: startsWith('\x04%!') },
  { mimeType: 'application/oxps', matches: startsWith('PK\x03\x04') },
  { mimeType: 'application/PCLm', matches: (head) => /^%PDF-[^\n]*\n%PCLm/.test(textOf(head)) },
  { mimeType: 'application/postscript', matches: (head) => entersLanguage(head, 'POSTSCRIPT') },
  { mimeType: 'application/vnd.hp-PCLXL', matches: (head) => entersLanguage(head, 'PCLXL') },
  { mimeType: 'application/vnd.hp-PCL', matches: (head) => entersLanguage(head, 'PCL') },
  { mimeType: 'application/pdf', matches: (head) => entersLanguage(head, 'PDF') },
  { mimeType: 'application/vnd.hp-PCLXL', matches: startsWith(') HP-PCL XL;') },
  { mimeType: 'application/vnd.hp-PCL', matches: startsWith('\x1bE') },
  {
    mimeType: 'application/pdf',
    matches: (head) => head.subarray(0, PDF_HEADER_WITHIN).includes('%PDF-'),
  },
]

/** `application/octet-stream` when nobody can tell. */
export function detectMimeType(head: Buffer): string {
  return SIGNATURES.find(({ matches }) => matches(head))?.mimeType ?? 'application/octet-stream'
}

/** PJL names the language behind it ("ENTER LANGUAGE"). */
function entersLanguage(head: Buffer, language: string): boolean {
  if (!startsWith(UEL)(head)) return false
  const entered = /@PJL\s+ENTER\s+LANGUAGE\s*=\s*(\w+)/i.exec(textOf(head))?.[1]
  return entered?.toUpperCase() === language
}

const textOf = (head: Buffer) => head.toString('latin1')
