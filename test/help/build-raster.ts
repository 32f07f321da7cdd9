// Builds PWG, CUPS and Apple raster documents from pixels, as the published formats say.

export interface RasterPageSpec {
  readonly width: number
  readonly height: number
  /** "cupsColorSpace". */
  readonly space: number
  readonly colors: number
  readonly bits: number
  /** Default: as many as the colors need, in whole pixels. */
  readonly bitsPerPixel?: number
  /** 0 chunked, 1 banded, 2 planar. */
  readonly order?: 0 | 1 | 2
  /** Bytes of every stored line; `lineAt` fills a line of `bytesPerLine`. */
  readonly line: (y: number) => readonly number[]
  readonly copies?: number
  readonly duplex?: boolean
  readonly mediaClass?: string
}

const HEADER_BYTES = 1_796

export interface RasterKind {
  readonly sync: 'RaSt' | 'RaS2' | 'RaS3'
  readonly littleEndian: boolean
}

export const PWG: RasterKind = { sync: 'RaS2', littleEndian: false }

export function buildRaster(pages: readonly RasterPageSpec[], kind: RasterKind = PWG): Uint8Array {
  const sync = kind.littleEndian ? [...kind.sync].reverse().join('') : kind.sync
  const parts: Uint8Array[] = [Buffer.from(sync, 'latin1')]
  for (const page of pages) {
    parts.push(makePageHeader(page, kind))
    const lines = page.height * (page.order === 2 ? page.colors : 1)
    const all = Array.from({ length: lines }, (_, y) => page.line(y))
    const unit = unitBytes(page)
    parts.push(kind.sync === 'RaS2' ? packLines(all, unit) : Uint8Array.from(all.flat()))
  }
  return Buffer.concat(parts)
}

/** Apple raster: 32-byte page headers. `duplex`: 1 one side, 2 short, 3 long edge. */
export function buildUrf(
  pages: readonly {
    readonly width: number
    readonly height: number
    readonly bitsPerPixel: number
    readonly space: number
    readonly duplex?: number
    readonly dpi?: number
    readonly line: (y: number) => readonly number[]
  }[],
  told = pages.length,
): Uint8Array {
  const head = Buffer.alloc(12)
  head.write('UNIRAST\0', 'latin1')
  head.writeUInt32BE(told, 8)
  const parts: Uint8Array[] = [head]
  for (const page of pages) {
    const header = Buffer.alloc(32)
    header[0] = page.bitsPerPixel
    header[1] = page.space
    header[2] = page.duplex ?? 1
    header.writeUInt32BE(page.width, 12)
    header.writeUInt32BE(page.height, 16)
    header.writeUInt32BE(page.dpi ?? 72, 20)
    const lines = Array.from({ length: page.height }, (_, y) => page.line(y))
    parts.push(header, packLines(lines, Math.max(1, page.bitsPerPixel >> 3)))
  }
  return Buffer.concat(parts)
}

/** The same pixel along the line. */
export function solidLine(pixels: number, pixel: readonly number[]): number[] {
  return Array.from({ length: pixels }, () => pixel).flat()
}

function unitBytes({ order = 0, bits, colors, bitsPerPixel }: RasterPageSpec): number {
  return Math.max(1, ((order === 0 ? (bitsPerPixel ?? bits * colors) : bits) + 7) >> 3)
}

function makePageHeader(page: RasterPageSpec, kind: RasterKind): Uint8Array {
  const header = Buffer.alloc(kind.sync === 'RaSt' ? 420 : HEADER_BYTES)
  const write = (at: number, value: number) =>
    kind.littleEndian ? header.writeUInt32LE(value, at) : header.writeUInt32BE(value, at)
  header.write(page.mediaClass ?? 'PwgRaster', 'latin1')
  write(272, page.duplex ? 1 : 0)
  write(276, 72)
  write(280, 72)
  write(340, page.copies ?? 1)
  write(352, 595)
  write(356, 842)
  write(372, page.width)
  write(376, page.height)
  write(384, page.bits)
  write(388, page.bitsPerPixel ?? page.bits * (page.order ? 1 : page.colors))
  write(392, page.line(0).length)
  write(396, page.order ?? 0)
  write(400, page.space)
  if (header.length === HEADER_BYTES) write(420, page.colors)
  return header
}

/** Equal lines share a repeat count; equal units make a run, others stand literally. */
function packLines(lines: readonly (readonly number[])[], unit: number): Uint8Array {
  const out: number[] = []
  for (let y = 0; y < lines.length; ) {
    const line = lines[y]!
    let repeat = 1
    while (repeat < 256 && isSame(lines[y + repeat], line)) repeat++
    out.push(repeat - 1)
    packLine(line, unit, out)
    y += repeat
  }
  return Uint8Array.from(out)
}

function packLine(line: readonly number[], unit: number, out: number[]): void {
  const units: (readonly number[])[] = []
  for (let at = 0; at < line.length; at += unit) units.push(line.slice(at, at + unit))
  for (let at = 0; at < units.length; ) {
    let run = 1
    while (run < 128 && isSame(units[at + run], units[at]!)) run++
    if (run > 1) {
      out.push(run - 1, ...units[at]!)
      at += run
      continue
    }
    let count = 1
    while (
      count < 128 &&
      at + count < units.length &&
      !isSame(units[at + count], units[at + count - 1]!)
    ) {
      count++
    }
    // A literal of one unit is written as a run of one: 257 - 1 would not fit a byte.
    if (count === 1) out.push(0, ...units[at]!)
    else out.push(257 - count, ...units.slice(at, at + count).flat())
    at += count
  }
}

function isSame(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((value, index) => value === b[index])
}
