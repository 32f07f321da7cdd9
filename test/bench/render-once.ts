// One document drawn once: `node render-once.ts FILE DPI color|gray`; tells pages a second and the most memory.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderDocument } from '#connector/spooler/ipp-queue/render/render-document.ts'

const [, , file = '', dpi = '300', mode = 'gray'] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'sg-'))
const ticket = {
  ...{ copies: 1, duplex: false, grayscale: false, pagesPerSide: 1, pageRanges: '', collate: true },
}
const sheet = {
  ...({ format: 'image/pwg-raster', media: 'iso_a4_210x297mm', sheetBack: 'normal' } as const),
  ...({ color: mode === 'color', dpi: Number(dpi), sides: 'one-sided', quality: 4 } as const),
  ...{ width: 21_000, height: 29_700 },
}
let pages = 0
const startedMs = performance.now()
const raster = await renderDocument(
  createReadStream(file),
  { sheet, ticket, format: 'application/pdf' },
  { folder, signal: new AbortController().signal, onSide: (done) => (pages = done) },
)
for await (const _ of raster);
const wallSeconds = (performance.now() - startedMs) / 1_000
const { user, system } = process.cpuUsage()
const cpuSeconds = (user + system) / 1_000_000
const peakMb = process.resourceUsage().maxRSS / 1_024
process.stdout.write(JSON.stringify({ pages, wallSeconds, cpuSeconds, peakMb }))
rmSync(folder, { recursive: true, force: true })
