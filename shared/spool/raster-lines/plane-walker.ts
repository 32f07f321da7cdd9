/** Walks a raster page whose colors stand apart, line by line (banded) or page by page (planar). */
import type { ColorPolicy } from '../port.ts'
import type { ColorSpace } from './color-space.ts'
import { makeMixTest } from './pixel-test.ts'

export interface PlaneLayout {
  readonly space: ColorSpace
  readonly bitsPerChannel: number
  readonly littleEndian: boolean
  readonly widthPx: number
  readonly lines: number
  /** Of one channel's part of a line. */
  readonly bytesPerBand: number
  /** `line`: one stored line holds all channels in turn. `page`: all lines of a channel, then those of the next. */
  readonly apart: 'line' | 'page'
  readonly compressed: boolean
}

/** Memory for the channels of a page that must be seen together; a larger page cannot be told gray. */
export const PLANES_BYTES_LIMIT = 32 * 1024 * 1024

/** With more than this the page is walked as one gray plane. */
export function fitsPlanes(layout: PlaneLayout): boolean {
  const lines = layout.apart === 'page' ? layout.lines : 1
  return layout.bytesPerBand * layout.space.channels * lines <= PLANES_BYTES_LIMIT
}

export class PlaneWalker {
  color = false
  damaged = false
  readonly #layout: PlaneLayout
  readonly #policy: ColorPolicy
  readonly #planes: Uint8Array
  readonly #bytesPerLine: number
  readonly #unitBytes: number
  #linesLeft: number
  #line = 0
  #lineAt = 0
  #repeat = 1

  constructor(layout: PlaneLayout, policy: ColorPolicy) {
    const { space, bytesPerBand, lines, apart } = layout
    this.#layout = layout
    this.#policy = policy
    this.#bytesPerLine = apart === 'line' ? bytesPerBand * space.channels : bytesPerBand
    this.#linesLeft = apart === 'line' ? lines : lines * space.channels
    this.#planes = new Uint8Array(bytesPerBand * space.channels * (apart === 'line' ? 1 : lines))
    this.#unitBytes = layout.bitsPerChannel === 16 ? 2 : 1
  }

  get done(): boolean {
    return this.#linesLeft <= 0 && this.#lineAt === 0
  }

  walk(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to && !this.done) {
      if (this.#lineAt === 0) {
        if (this.#layout.compressed && this.#linesLeft > 0 && this.#repeat === 0) {
          // Set below when a line begins.
        }
        this.#repeat = this.#layout.compressed ? bytes[at++]! + 1 : 1
        if (this.#repeat > this.#linesLeft) this.damaged = true
        this.#repeat = Math.min(this.#repeat, this.#linesLeft)
        this.#linesLeft -= this.#repeat
      }
      void at
    }
    return at
  }
}
