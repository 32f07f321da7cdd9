/** Whether a JPEG holds color: chroma is decoded, everything else only read past. */
import { JpegBits } from './jpeg-bits.ts'
import { makeLayout } from './jpeg-blocks.ts'
import { colorModel, type JpegOptions, makeColorTest } from './jpeg-color.ts'
import { type JpegFrame, type JpegScan, type JpegState, readJpegMarkers } from './jpeg-markers.ts'
import { ProgressiveImage } from './jpeg-progressive.ts'
import { readSequential } from './jpeg-scan.ts'

export interface JpegFacts {
  readonly width: number
  readonly height: number
  readonly components: number
  readonly dotsPerInch: number | null
  /** `undecided`: coded in a way that we do not decode, or larger than we keep. */
  readonly color: 'mono' | 'color' | 'undecided'
  readonly complete: boolean
}

/** `null` when it has no readable frame. */
export function scanJpeg(bytes: Uint8Array, options: JpegOptions): JpegFacts | null {
  let color: JpegFacts['color'] = 'mono'
  let judge: Judge | null = null
  let scans = 0
  const { state, ended } = readJpegMarkers(bytes, (scan, current) => {
    const { frame } = current
    // A single component is gray, whatever its samples are.
    if (!frame || frame.components.length === 1) return null
    if (!isDecodable(frame)) {
      color = 'undecided'
      return null
    }
    if (++scans > SCANS_LIMIT) {
      color = 'undecided'
      return null
    }
    judge ??= makeJudge(frame, current, options)
    const bits = new JpegBits(bytes, scan.dataAt)
    if (judge.read(scan, bits)) {
      color = 'color'
      return null
    }
    return bits.findMarker()
  })
  const { frame } = state
  if (!frame) return null
  const found = judge as Judge | null
  return {
    width: frame.width,
    height: frame.height,
    components: frame.components.length,
    dotsPerInch: state.dotsPerInch,
    color: color === 'mono' && found ? found.end() : color,
    complete: ended,
  }
}

/** Each costs its preparation, whatever it holds; encoders write ten or so, and a hundred for the finest bits. */
const SCANS_LIMIT = 1_000
const BASELINE = 0xc0
const EXTENDED = 0xc1
const PROGRESSIVE = 0xc2

/** Huffman codes and 8 bits: all that printers meet. */
function isDecodable({ bits, kind }: JpegFrame): boolean {
  return bits === 8 && (kind === BASELINE || kind === EXTENDED || kind === PROGRESSIVE)
}

interface Judge {
  /** True as soon as color was found. */
  read(scan: JpegScan, bits: JpegBits): boolean
  /** When no scan showed color. */
  end(): JpegFacts['color']
}

function makeJudge(frame: JpegFrame, state: JpegState, options: JpegOptions): Judge {
  const { budget } = options
  const layout = makeLayout(frame, state)
  const model = colorModel(frame, state, options)
  const isColor = makeColorTest(model, layout.planes, state, options)
  if (frame.kind === PROGRESSIVE) {
    const meansOnly = layout.planes.map((_, index) => model === 'ycc' && index === 0)
    const image = new ProgressiveImage(layout, meansOnly, state, budget, isColor)
    return {
      read: (scan, bits) => image.read(scan, bits),
      end: () => (image.isColorAtEnd() ? 'color' : image.lostDetail ? 'undecided' : 'mono'),
    }
  }
  let isSplit = false
  return {
    read(scan, bits) {
      // One component a scan: the others come later, and together they would need the whole image.
      if (scan.components.length < layout.planes.length) isSplit = true
      return !isSplit && readSequential(scan, layout, state, bits, budget, isColor)
    },
    end: () => (isSplit ? 'undecided' : 'mono'),
  }
}
