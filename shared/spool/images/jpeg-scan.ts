/** The order in which blocks stand in a scan (ITU-T T.81 section A.2), and scans that hold whole blocks. */
import type { Budget } from '../budget.ts'
import type { JpegBits } from './jpeg-bits.ts'
import { type Layout, makeMcu, type Plane, readBlock } from './jpeg-blocks.ts'
import type { ColorTest } from './jpeg-color.ts'
import type { JpegScan, JpegState } from './jpeg-markers.ts'

export type ScanPart = JpegScan['components'][number]

/** Bits that may be missing before a scan counts as cut: readers look ahead a little. */
const MISSING_BITS = 64

/** True as soon as an MCU shows color. For scans that hold all components, as nearly all baseline files have. */
export function readSequential(
  scan: JpegScan,
  layout: Layout,
  state: JpegState,
  bits: JpegBits,
  budget: Budget,
  isColor: ColorTest,
): boolean {
  const { planes, mcusAcross, mcusDown } = layout
  const mcu = makeMcu(planes)
  const parts = scan.components.map(({ index, dc, ac }) => ({
    plane: planes[index]!,
    blocks: mcu[index]!,
    dc: state.huffman[dc],
    ac: state.huffman[4 + ac],
  }))
  for (const plane of planes) plane.prediction = 0
  for (let at = 0, total = mcusAcross * mcusDown; at < total; at++) {
    if (isRestart(at, state) && !restart(planes, bits)) return false
    for (const { plane, blocks, dc, ac } of parts) {
      if (!dc || !ac) return false
      for (const block of blocks) if (!readBlock(bits, block, plane, dc, ac)) return false
    }
    budget.spendOperations(2)
    if (bits.missing > MISSING_BITS) return false
    if (isColor(mcu)) return true
  }
  return false
}

/** Calls `take` with the number of every block in its plane, until it says false or the data ends. */
export function eachBlock(
  scan: JpegScan,
  layout: Layout,
  state: JpegState,
  bits: JpegBits,
  budget: Budget,
  take: (part: ScanPart, plane: Plane, block: number) => boolean,
  onRestart: () => void = () => {},
): void {
  const { planes } = layout
  const [first] = scan.components as [ScanPart]
  // Alone in a scan, a plane has no blocks that only fill up an MCU.
  const alone = scan.components.length === 1 ? planes[first.index]! : null
  const across = alone?.blocksAcross ?? layout.mcusAcross
  const total = across * (alone?.blocksDown ?? layout.mcusDown)
  for (const plane of planes) plane.prediction = 0
  for (let at = 0; at < total; at++) {
    if (isRestart(at, state)) {
      onRestart()
      if (!restart(planes, bits)) return
    }
    budget.spendOperations(1)
    if (bits.missing > MISSING_BITS) return
    const x = at % across
    const y = Math.floor(at / across)
    if (alone) {
      if (!take(first, alone, y * alone.stride + x)) return
      continue
    }
    for (const part of scan.components) {
      const plane = planes[part.index]!
      for (let i = 0; i < plane.across * plane.down; i++) {
        const row = y * plane.down + Math.floor(i / plane.across)
        const block = row * plane.stride + x * plane.across + (i % plane.across)
        if (!take(part, plane, block)) return
      }
    }
  }
}

function isRestart(at: number, { restartInterval }: JpegState): boolean {
  return restartInterval > 0 && at > 0 && at % restartInterval === 0
}

function restart(planes: readonly Plane[], bits: JpegBits): boolean {
  for (const plane of planes) plane.prediction = 0
  return bits.restart()
}
