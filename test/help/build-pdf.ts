// Builds small PDFs object by object, right or wrong in any way a test needs.
import { deflateSync } from 'node:zlib'

export interface PdfParts {
  /** Object number → what stands between `obj` and `endobj`. */
  readonly objects: ReadonlyMap<number, string | Uint8Array>
  /** More entries of the trailer, `/Root 1 0 R` included unless it is overwritten. */
  readonly trailer?: string
  /** Left out: the file has no cross-reference at all. */
  readonly xref?: 'table' | 'none'
  readonly startxref?: number
}

export function bytesOf(text: string): Uint8Array {
  // Not the `Buffer` itself: its `slice` would be a view.
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}

export function joinBytes(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part)))
}

export function buildPdf(parts: PdfParts): Uint8Array {
  const pieces: (string | Uint8Array)[] = ['%PDF-1.7\n']
  let at = pieces[0]!.length
  const offsets = new Map<number, number>()
  const add = (piece: string | Uint8Array) => {
    pieces.push(piece)
    at += piece.length
  }
  for (const [number, body] of parts.objects) {
    offsets.set(number, at)
    add(`${number} 0 obj\n`)
    add(body)
    add('\nendobj\n')
  }
  if (parts.xref === 'none') return joinBytes(...pieces, '%%EOF\n')
  const start = at
  const size = Math.max(...offsets.keys()) + 1
  let table = `xref\n0 ${size}\n0000000000 65535 f \n`
  for (let number = 1; number < size; number++) {
    const offset = offsets.get(number)
    table +=
      offset === undefined ? '0000000000 00000 f \n' : `${`${offset}`.padStart(10, '0')} 00000 n \n`
  }
  const trailer = parts.trailer ?? '/Root 1 0 R'
  add(
    `${table}trailer\n<< /Size ${size} ${trailer} >>\nstartxref\n${parts.startxref ?? start}\n%%EOF\n`,
  )
  return joinBytes(...pieces)
}

export function makeStream(data: string | Uint8Array, entries = ''): Uint8Array {
  const bytes = typeof data === 'string' ? bytesOf(data) : data
  return joinBytes(`<< /Length ${bytes.length} ${entries} >>\nstream\n`, bytes, '\nendstream')
}

export function makeFlateStream(data: string | Uint8Array, entries = ''): Uint8Array {
  const bytes = typeof data === 'string' ? bytesOf(data) : data
  return makeStream(deflateSync(bytes), `/Filter /FlateDecode ${entries}`)
}

export interface PagesOptions {
  /** Inside every page's `/Resources << … >>`. */
  readonly resources?: string
  /** More entries of every page. */
  readonly page?: string
  /** More objects, from number 100 to 199. */
  readonly more?: ReadonlyMap<number, string | Uint8Array>
  /** More entries of the catalog. */
  readonly catalog?: string
}

/** One page for each content stream. */
export function pagesObjects(
  contents: readonly (string | Uint8Array)[],
  options: PagesOptions = {},
): Map<number, string | Uint8Array> {
  const first = 200
  const objects = new Map<number, string | Uint8Array>()
  const kids = contents.map((_, i) => `${first + i * 2} 0 R`).join(' ')
  objects.set(1, `<< /Type /Catalog /Pages 2 0 R ${options.catalog ?? ''} >>`)
  objects.set(
    2,
    `<< /Type /Pages /Count ${contents.length} /Kids [${kids}] /MediaBox [0 0 200 300] >>`,
  )
  for (const [number, body] of options.more ?? []) objects.set(number, body)
  for (const [i, content] of contents.entries()) {
    const number = first + i * 2
    const resources = `/Resources << ${options.resources ?? ''} >>`
    const page = `/Type /Page /Parent 2 0 R /Contents ${number + 1} 0 R ${resources} ${options.page ?? ''}`
    objects.set(number, `<< ${page} >>`)
    objects.set(number + 1, typeof content === 'string' ? makeStream(content) : content)
  }
  return objects
}

export function buildPages(
  contents: readonly (string | Uint8Array)[],
  options: PagesOptions = {},
): Uint8Array {
  return buildPdf({ objects: pagesObjects(contents, options) })
}
