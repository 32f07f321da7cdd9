// What several hostile PDFs are made of.
import { buildPdf } from '#help/build-pdf.ts'

export const PDF_HEAD = '%PDF-1.7\n'

/** Made when first asked for, and kept. */
export const lazy = <T>(make: () => T) => {
  let made: T | undefined
  return () => (made ??= make())
}

/** One content stream for all pages. */
export function sharedContent(pages: number, content: Uint8Array, more = ''): Uint8Array {
  const objects = new Map<number, string | Uint8Array>()
  const kids = Array.from({ length: pages }, (_, at) => `${at + 10} 0 R`).join(' ')
  objects.set(1, '<< /Type /Catalog /Pages 2 0 R >>')
  objects.set(2, `<< /Type /Pages /Count ${pages} /Kids [${kids}] /MediaBox [0 0 99 99] >>`)
  objects.set(3, content)
  for (let at = 0; at < pages; at++) {
    objects.set(at + 10, `<< /Type /Page /Parent 2 0 R /Contents 3 0 R ${more} >>`)
  }
  return buildPdf({ objects })
}
