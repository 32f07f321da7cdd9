// Small true PDFs for the demo: so many pages, text in black or in color.

export interface SamplePage {
  readonly text: string
  readonly color: boolean
}

/** A valid PDF 1.4 with one A4 page per entry. Texts are ASCII without parentheses. */
export function makeSamplePdf(pages: readonly SamplePage[]): Uint8Array {
  const contents = pages.map((page) => {
    const color = page.color ? '0.85 0.1 0.1 rg' : '0 g'
    return `${color} BT /F1 36 Tf 72 720 Td (${page.text}) Tj ET`
  })
  const firstPage = 4
  const kids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] /MediaBox [0 0 595 842] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...contents.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /Contents ${firstPage + 2 * index + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ]
  let text = '%PDF-1.4\n'
  const offsets: number[] = []
  objects.forEach((body, index) => {
    offsets.push(text.length)
    text += `${index + 1} 0 obj\n${body}\nendobj\n`
  })
  const xref = text.length
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`
  return new TextEncoder().encode(text)
}

/** `count` pages of black text. */
export function makeTextPdf(count: number): Uint8Array {
  return makeSamplePdf(
    Array.from({ length: count }, (_, index) => ({ text: `Page ${index + 1}`, color: false })),
  )
}
