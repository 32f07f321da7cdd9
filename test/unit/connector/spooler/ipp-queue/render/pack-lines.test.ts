import { describe, expect, it } from 'vitest'
import { makeLinePacker } from '#connector/spooler/ipp-queue/render/pack-lines.ts'
import { makeChance } from '#help/seeded.ts'

const FRONT = { dotsBackwards: false, linesBackwards: false }

/** PWG 5102.4 section 4.4: what a printer makes of it. */
function unpack(packed: Uint8Array, bytesPerDot: number, width: number): number[][] {
  const lines: number[][] = []
  for (let at = 0; at < packed.length; ) {
    const repeats = packed[at++]! + 1
    const line: number[] = []
    while (line.length < width * bytesPerDot) {
      const count = packed[at++]!
      if (count <= 127) {
        const dot = [...packed.subarray(at, at + bytesPerDot)]
        for (let i = 0; i <= count; i++) line.push(...dot)
        at += bytesPerDot
      } else {
        const bytes = (257 - count) * bytesPerDot
        line.push(...packed.subarray(at, at + bytes))
        at += bytes
      }
    }
    for (let i = 0; i < repeats; i++) lines.push(line)
  }
  return lines
}

/** Lines with runs, single dots and repeats, as pages have them. */
function makeDots(seed: number, width: number, lines: number, color: boolean) {
  const chance = makeChance(seed)
  const bytesPerDot = color ? 4 : 1
  const stride = Math.ceil((width * bytesPerDot) / 4) * 4
  const dots = new Uint8Array(stride * lines)
  for (let y = 0; y < lines; y++) {
    if (y > 0 && chance.below(3) === 0) {
      dots.copyWithin(y * stride, (y - 1) * stride, y * stride)
      continue
    }
    for (let x = 0; x < width; ) {
      const run = chance.below(2) === 0 ? 1 : 1 + chance.below(300)
      const value = [chance.below(4), chance.below(4), chance.below(4), 255]
      for (let i = 0; i < run && x < width; i++, x++) {
        for (let b = 0; b < bytesPerDot; b++) dots[y * stride + x * bytesPerDot + b] = value[b]!
      }
    }
  }
  return { dots, stride }
}

function expected(dots: Uint8Array, stride: number, width: number, lines: number, color: boolean) {
  return Array.from({ length: lines }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = y * stride + x * (color ? 4 : 1)
      return color ? [dots[at + 2]!, dots[at + 1]!, dots[at]!] : [dots[at]!]
    }),
  )
}

describe('packing lines', () => {
  it.each([
    [1, 1, false],
    [2, 2, false],
    [7, 127, false],
    [8, 128, true],
    [9, 129, false],
    [10, 1000, true],
    [11, 1001, false],
    [12, 3, true],
  ])('unpacks to the same dots (seed %i, %i wide, color %s)', (seed, width, color) => {
    const lines = 600
    const { dots, stride } = makeDots(seed, width, lines, color)
    const packer = makeLinePacker(color, width)
    // In two bands: a repeat may go on from one to the next.
    packer.pack(dots.subarray(0, stride * 250), 250, stride, FRONT)
    packer.pack(dots.subarray(stride * 250), 350, stride, FRONT)
    packer.endSide()
    const packed = Buffer.concat(packer.take(true))
    const all = expected(dots, stride, width, lines, color)
    expect(unpack(packed, color ? 3 : 1, width)).toEqual(all.map((line) => line.flat()))
  })

  it.each([true, false])('turns a second side as it is asked (color %s)', (color) => {
    const [width, lines] = [50, 40]
    const { dots, stride } = makeDots(5, width, lines, color)
    const packer = makeLinePacker(color, width)
    packer.pack(dots, lines, stride, { dotsBackwards: true, linesBackwards: true })
    packer.endSide()
    const packed = Buffer.concat(packer.take(true))
    const turned = expected(dots, stride, width, lines, color)
      .toReversed()
      .map((line) => line.toReversed().flat())
    expect(unpack(packed, color ? 3 : 1, width)).toEqual(turned)
  })

  it('packs an empty page into next to nothing', () => {
    const packer = makeLinePacker(false, 2480)
    packer.pack(new Uint8Array(2480 * 3508).fill(255), 3508, 2480, FRONT)
    packer.endSide()
    expect(Buffer.concat(packer.take(true)).length).toBeLessThan(1_000)
  })
})
