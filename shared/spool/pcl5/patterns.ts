/** User-defined patterns (ESC*c#W): which palette entries each of them paints with. */
import type { Palette } from './palette.ts'

const PATTERNS_LIMIT = 1_024

interface Pattern {
  /** One bit a pixel: it paints in the foreground color. */
  readonly isMono: boolean
  readonly entries: readonly number[]
  isPermanent: boolean
}

export class Patterns {
  readonly #patterns = new Map<number, Pattern>()

  define(id: number, data: Uint8Array, from: number, to: number): void {
    if (this.#patterns.size >= PATTERNS_LIMIT && !this.#patterns.has(id)) return
    const isColored = data[from] === 1
    const bits = data[from + 2] ?? 1
    // Format, reserved, bits, reserved, height and width of two bytes each.
    const pixels = data.subarray(Math.min(from + 8, to), to)
    const entries = new Set<number>()
    if (isColored && bits === 8) for (const entry of pixels) entries.add(entry)
    else if (isColored) for (const entry of [0, 1]) entries.add(entry)
    this.#patterns.set(id, { isMono: !isColored, entries: [...entries], isPermanent: false })
  }

  /** `null`: the pattern has no colors of its own. */
  isColor(id: number, palette: Palette): boolean | null {
    const pattern = this.#patterns.get(id)
    if (!pattern || pattern.isMono) return null
    return pattern.entries.some((entry) => palette.isColor(entry))
  }

  /** ESC*c#Q: delete all, the temporary ones or one; make one temporary or permanent. */
  control(action: number, id: number): void {
    const pattern = this.#patterns.get(id)
    if (action === 0) this.#patterns.clear()
    else if (action === 1) this.clear()
    else if (action === 2) this.#patterns.delete(id)
    else if (pattern) pattern.isPermanent = action === 5
  }

  /** Temporary patterns go with a reset. */
  clear(): void {
    for (const [id, { isPermanent }] of this.#patterns) if (!isPermanent) this.#patterns.delete(id)
  }
}
