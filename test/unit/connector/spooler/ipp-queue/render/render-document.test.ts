import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { deflateSync } from 'node:zlib'
import { PDFDocument, rgb } from 'pdf-lib'
import { afterAll, describe, expect, it } from 'vitest'
import { loadPdfium, openDocument } from '#connector/analyze/pdfium.ts'
import { pdfiumWasmFile } from '#connector/analyze/pdfium-files.ts'
import { drawSides } from '#connector/spooler/ipp-queue/render/draw-sides.ts'
import type { RasterSheet } from '#connector/spooler/ipp-queue/render/raster-page.ts'
import { renderDocument } from '#connector/spooler/ipp-queue/render/render-document.ts'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'

const folder = mkdtempSync(join(tmpdir(), 'sg-'))
const signal = AbortSignal.timeout(60_000)
const TICKET: JobTicket = {
  copies: 1,
  duplex: false,
  grayscale: false,
  pagesPerSide: 1,
  pageRanges: '',
  collate: true,
}
const SHEET: RasterSheet = {
  format: 'image/pwg-raster',
  color: true,
  dpi: 72,
  media: 'iso_a4_210x297mm',
  width: 21_000,
  height: 29_700,
  sides: 'one-sided',
  sheetBack: 'normal',
  quality: 4,
}

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Page 1 has a red bar at its top left, page 2 black text, page 3 nothing. */
async function makePdf(): Promise<Buffer> {
  const document = await PDFDocument.create()
  const size: [number, number] = [595.28, 841.89]
  document
    .addPage(size)
    .drawRectangle({ x: 0, y: 742, width: 200, height: 100, color: rgb(1, 0, 0) })
  document.addPage(size).drawText('black', { x: 100, y: 700, size: 40 })
  document.addPage(size)
  return Buffer.from(await document.save())
}

async function render(
  document: Uint8Array,
  sheet: Partial<RasterSheet> = {},
  ticket: Partial<JobTicket> = {},
  format = 'application/pdf',
  watermark?: string,
) {
  const told: [number, number][] = []
  const stream = await renderDocument(
    Readable.from([document], { objectMode: false }),
    { sheet: { ...SHEET, ...sheet }, ticket: { ...TICKET, ...ticket }, format, watermark },
    { folder, signal, onSide: (done, sides) => told.push([done, sides]) },
  )
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return { raster: Buffer.concat(chunks), told }
}

const read = (raster: Buffer) => {
  const { language, pages, colorPages, duplex, problem, pageSizes } = analyzeBytes(raster)
  return { language, pages, colorPages, duplex, problem, pageSizes }
}

describe('a PDF as raster', () => {
  it.each(['image/pwg-raster', 'image/urf'] as const)(
    'is %s that our own reader counts',
    async (format) => {
      const { raster, told } = await render(await makePdf(), { format })
      expect(read(raster)).toMatchObject({
        language: format === 'image/urf' ? 'urf' : 'pwg-raster',
        pages: { value: 3, known: 'exact' },
        colorPages: { value: [1], known: 'exact' },
        problem: null,
      })
      expect(told).toEqual([
        [1, 3],
        [2, 3],
        [3, 3],
      ])
    },
  )

  it('has every dot of the paper, for printers that count them', async () => {
    const { raster } = await render(
      await makePdf(),
      { dpi: 300, color: false },
      { pageRanges: '2' },
    )
    const field = (at: number) => raster.readUInt32BE(4 + at)
    expect([field(276), field(372), field(376), field(392)]).toEqual([300, 2480, 3508, 2480])
    expect([field(352), field(356)]).toEqual([595, 842])
    expect([field(400), field(420), field(452)]).toEqual([18, 1, 1])
  })

  it('has no color when none is asked for', async () => {
    const { raster } = await render(await makePdf(), { color: false })
    expect(read(raster).colorPages).toEqual({ value: [], known: 'exact' })
  })

  it('holds copies, chosen pages and blank backs', async () => {
    const pdf = await makePdf()
    const chosen = await render(pdf, {}, { pageRanges: '1,3', copies: 2 })
    expect(read(chosen.raster).pages.value).toBe(4)
    const twoSided = await render(
      pdf,
      { sides: 'two-sided-long-edge' },
      { copies: 2, duplex: true },
    )
    expect(read(twoSided.raster)).toMatchObject({ pages: { value: 8 }, duplex: true })
    const laidOut = await render(pdf, {}, { pagesPerSide: 2 })
    expect(read(laidOut.raster)).toMatchObject({ pages: { value: 2 }, colorPages: { value: [1] } })
  })

  it('is the same to the byte, whatever the size of its bands, turned or not', async () => {
    const pdf = await makePdf()
    const pdfium = await loadPdfium(readFileSync(pdfiumWasmFile()), 128 * 1024 * 1024)
    const document = openDocument(pdfium, {
      size: pdf.length,
      read(offset, into) {
        into.set(pdf.subarray(offset, offset + into.length))
        return true
      },
    })
    const draw = (bandBytes: number, sheet: RasterSheet) =>
      Buffer.concat(
        [
          ...drawSides(pdfium, document, {
            ...{ sheet, ticket: TICKET, bandBytes },
            watermark: '',
          }),
        ].flatMap(({ bytes }) => bytes),
      )
    for (const sheet of [
      SHEET,
      { ...SHEET, color: false },
      { ...SHEET, sides: 'two-sided-long-edge', sheetBack: 'rotated' } as const,
    ]) {
      const whole = draw(100_000_000, sheet)
      expect(draw(100_000, sheet).equals(whole)).toBe(true)
      expect(draw(1, sheet).equals(whole)).toBe(true)
    }
  })

  it('has its watermark across every side, and no color by it', async () => {
    const inked = (raster: Buffer) => new Set(raster.subarray(1_800)).size
    const blank = { pageRanges: '3' }
    const plain = await render(await makePdf(), {}, blank)
    const marked = await render(await makePdf(), {}, blank, 'application/pdf', 'Draft of alice')
    expect(marked.raster.length).toBeGreaterThan(plain.raster.length * 10)
    expect(inked(marked.raster)).toBeGreaterThan(inked(plain.raster))
    const whole = await render(await makePdf(), {}, {}, 'application/pdf', 'Entwurf (§) \\')
    expect(read(whole.raster)).toMatchObject({
      pages: { value: 3 },
      colorPages: { value: [1] },
      problem: null,
    })
  })

  it('keeps blank backs blank', async () => {
    const sheet = { sides: 'two-sided-long-edge' } as const
    const ticket = { pageRanges: '3', copies: 2, duplex: true }
    const plain = await render(await makePdf(), sheet, ticket)
    const marked = await render(await makePdf(), sheet, ticket, 'application/pdf', 'x')
    expect(read(marked.raster).pages.value).toBe(4)
    // Two sides of four carry it.
    const one = await render(await makePdf(), sheet, { pageRanges: '3' }, 'application/pdf', 'x')
    const bytesOfMark = one.raster.length - (plain.raster.length + 12) / 4
    expect(marked.raster.length - plain.raster.length).toBeLessThan(bytesOfMark * 2.5)
  })

  it('fails with words for people when it cannot be read', async () => {
    await expect(render(Buffer.from('%PDF-1.4 no more'))).rejects.toMatchObject({
      code: 'document-not-drawable',
      detail: 'the document cannot be drawn: it is damaged or protected by a password',
    })
    await expect(render(await makePdf(), {}, { pageRanges: '9' })).rejects.toMatchObject({
      detail: 'the document cannot be drawn: no page of it was chosen',
    })
  })

  it('ends with its reader, and leaves nothing on disk', async () => {
    const stream = await renderDocument(
      Readable.from([await makePdf()], { objectMode: false }),
      { sheet: SHEET, ticket: { ...TICKET, copies: 500 }, format: 'application/pdf' },
      { folder, signal },
    )
    await new Promise((resolve) => stream.once('data', resolve))
    stream.destroy()
    await new Promise((resolve) => stream.once('close', resolve))
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a picture as raster', () => {
  const png = (type: number, rows: Buffer, palette?: Buffer) => {
    const chunk = (name: string, data: Buffer) => {
      const head = Buffer.alloc(8)
      head.writeUInt32BE(data.length)
      head.write(name, 4, 'latin1')
      return Buffer.concat([head, data, Buffer.alloc(4)])
    }
    const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, type, 0, 0, 0])
    return Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      ...(palette ? [chunk('PLTE', palette)] : []),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ])
  }
  const RGB_ROWS = Buffer.from([0, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0])
  const GRAY_ROWS = Buffer.from([0, 9, 9, 0, 9, 9])

  it.each([
    ['true color', png(2, RGB_ROWS), [1]],
    ['gray', png(0, GRAY_ROWS), []],
    ['a palette', png(3, Buffer.from([0, 0, 0, 0, 0, 0]), Buffer.from([255, 0, 0])), [1]],
  ])('PNG of %s', async (_, bytes, colorPages) => {
    const { raster } = await render(bytes, {}, {}, 'image/png')
    expect(read(raster)).toMatchObject({ pages: { value: 1 }, colorPages: { value: colorPages } })
  })

  it.each([
    ['image/png', png(6, Buffer.alloc(18))],
    ['image/png', Buffer.from('no picture')],
    ['image/jpeg', Buffer.from('ffd8ffd9', 'hex')],
    ['image/jpeg', Buffer.from('ffd8ffe0ffff', 'hex')],
  ])('refuses %s that is none', async (format, bytes) => {
    await expect(render(bytes, {}, {}, format)).rejects.toMatchObject({
      code: 'document-not-drawable',
    })
  })
})
