// Drawing PDFs for raster printers: pages a second and memory, each in a process of its own.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflateSync } from 'node:zlib'
import { PDFDocument, PDFName, StandardFonts } from 'pdf-lib'
import { findProgram } from '#help/needs.ts'
import { makeChance } from '#help/seeded.ts'
import type { Report } from './report.ts'

const RUN_LIMIT_MS = 120_000
const A4: [number, number] = [595.28, 841.89]
const RENDERER = new URL('./render-once.ts', import.meta.url).pathname

/** `target`: pages a second that are aimed at on one core. */
const CASES = [
  { document: 'text', dpi: 300, color: false, target: 40 },
  { document: 'text', dpi: 300, color: true, target: null },
  { document: 'text', dpi: 600, color: false, target: null },
  { document: 'photos', dpi: 300, color: false, target: 5 },
  { document: 'photos', dpi: 300, color: true, target: null },
  { document: 'photos', dpi: 600, color: true, target: null },
] as const
const MEMORY_TARGET_MB = 300

export interface RenderOnce {
  readonly pages: number
  readonly wallSeconds: number
  /** Of all threads, start-up included. */
  readonly cpuSeconds: number
  readonly peakMb: number
}

export async function benchRender(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sg-'))
  try {
    const files = { text: join(folder, 'text.pdf'), photos: join(folder, 'photos.pdf') }
    writeFileSync(files.text, await makeText(100))
    writeFileSync(files.photos, await makePhotos(12))
    for (const { document, dpi, color, target } of CASES) {
      const { pages, wallSeconds, cpuSeconds, peakMb } = await renderOnce(
        files[document],
        dpi,
        color,
      )
      const name = `render: ${document}, ${dpi} dpi ${color ? 'color' : 'gray'}`
      const value = pages / cpuSeconds
      const against = target === null ? null : `the target of ${target}`
      const ratio = target === null ? null : value / target
      report({ name, value, unit: 'pages/s core', against, ratio, n: pages })
      const peer = color ? null : await timePdftoppm(files[document], dpi, pages)
      if (peer !== null) {
        report({
          name: `${name}, by the clock`,
          value: pages / wallSeconds,
          unit: 'pages/s',
          against: `pdftoppm, which does not pack: ${peer.toFixed(1)}`,
          ratio: pages / wallSeconds / peer,
          n: pages,
        })
      }
      report({
        name: `${name}, memory at most`,
        value: peakMb,
        unit: 'MB',
        against: `the target of ${MEMORY_TARGET_MB} MB`,
        ratio: peakMb / MEMORY_TARGET_MB,
        n: pages,
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function renderOnce(file: string, dpi: number, color: boolean): Promise<RenderOnce> {
  const args = [RENDERER, file, String(dpi), color ? 'color' : 'gray']
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: RUN_LIMIT_MS })
  return JSON.parse(stdout) as RenderOnce
}

/** Pages a second of poppler, which writes them unpacked; null where it is not installed. */
async function timePdftoppm(file: string, dpi: number, pages: number): Promise<number | null> {
  if (findProgram('pdftoppm') === null) return null
  const startedMs = performance.now()
  await promisify(execFile)('sh', ['-c', `pdftoppm -gray -r ${dpi} "$0" > /dev/null`, file], {
    timeout: RUN_LIMIT_MS,
  })
  return (pages / (performance.now() - startedMs)) * 1_000
}

/** Fifty full lines a page. */
async function makeText(pages: number): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.TimesRoman)
  for (let page = 1; page <= pages; page++) {
    const sheet = document.addPage(A4)
    for (let line = 0; line < 50; line++) {
      const text = `Line ${line} of page ${page}: the quick brown fox jumps over the lazy dog, and then some more.`
      sheet.drawText(text, { x: 50, y: 790 - line * 15, size: 11, font })
    }
  }
  return await document.save()
}

/** A picture of 150 dots an inch on every page: soft shades with the noise of a camera. */
async function makePhotos(pages: number): Promise<Uint8Array> {
  const [width, height] = [1_240, 1_754]
  const document = await PDFDocument.create()
  const chance = makeChance(1)
  for (let page = 0; page < pages; page++) {
    const dots = Buffer.alloc(width * height * 3)
    for (let at = 0, y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const noise = chance.below(12)
        dots[at++] = 128 + 100 * Math.sin(x / 90 + page) + noise
        dots[at++] = 128 + 100 * Math.cos(y / 70) + noise
        dots[at++] = 128 + 90 * Math.sin((x + y) / 120) + noise
      }
    }
    const image = document.context.stream(deflateSync(dots), {
      ...{ Type: 'XObject', Subtype: 'Image', Width: width, Height: height },
      ...{ ColorSpace: 'DeviceRGB', BitsPerComponent: 8, Filter: 'FlateDecode' },
    })
    const { node } = document.addPage(A4)
    node.setXObject(PDFName.of('Picture'), document.context.register(image))
    const content = document.context.stream('q 515 0 0 728 40 56 cm /Picture Do Q')
    node.addContentStream(document.context.register(content))
  }
  return await document.save()
}
