/** Macros of PCL (ESC&f#Y, ESC&f#X): commands kept to be run later, once or on every page. */
import type { PageTally } from '../page-tally.ts'

const MACROS_LIMIT = 1_024
const BYTES_LIMIT = 8 * 1024 * 1024
/** PCL lets a macro call a macro, which may call one more. */
const NESTING_LIMIT = 2

interface Macro {
  readonly bytes: Uint8Array
  isPermanent: boolean
}

export class Macros {
  id = 0
  isDefining = false
  /** Runs the commands of a macro; who reads the stream gives it. */
  play: (bytes: Uint8Array) => void = () => {}
  readonly #tally: PageTally
  readonly #macros = new Map<number, Macro>()
  #parts: Uint8Array[] = []
  #bytes = 0
  #nesting = 0
  #overlayId: number | null = null

  constructor(tally: PageTally) {
    this.#tally = tally
  }

  /** Bytes that belong to the macro being defined. */
  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#bytes += bytes.length
    if (this.#bytes > BYTES_LIMIT) {
      // What a macro this large prints is not followed.
      this.#tally.doubtCount()
      return
    }
    this.#parts.push(bytes.slice())
  }

  /** ESC&f#X. */
  control(action: number): void {
    if (action === 0) this.#start()
    else if (action === 1) this.#stop()
    else if (action === 2 || action === 3) this.#run(this.id)
    else if (action === 4) this.#overlayId = this.id
    else if (action === 5) this.#overlayId = null
    else if (action === 6) this.#macros.clear()
    else if (action === 7) this.dropTemporary()
    else if (action === 8) this.#macros.delete(this.id)
    else if (action === 9 || action === 10) {
      const macro = this.#macros.get(this.id)
      if (macro) macro.isPermanent = action === 10
    }
  }

  /** A page ends: what lies over it prints now. */
  runOverlay(): void {
    if (this.#overlayId === null || this.#nesting > 0) return
    const overlay = this.#overlayId
    // A page that ends inside the overlay must not print it again.
    this.#overlayId = null
    this.#run(overlay)
    this.#overlayId = overlay
  }

  /** ESC E. */
  dropTemporary(): void {
    this.#overlayId = null
    for (const [id, { isPermanent }] of this.#macros) if (!isPermanent) this.#macros.delete(id)
  }

  #start(): void {
    if (this.#nesting > 0) return
    this.isDefining = true
    this.#parts = []
  }

  #stop(): void {
    if (!this.isDefining) return
    this.isDefining = false
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0)
    const bytes = new Uint8Array(length)
    let at = 0
    for (const part of this.#parts) {
      bytes.set(part, at)
      at += part.length
    }
    this.#parts = []
    if (this.#macros.size < MACROS_LIMIT) this.#macros.set(this.id, { bytes, isPermanent: false })
    else this.#tally.doubtCount()
  }

  #run(id: number): void {
    const macro = this.#macros.get(id)
    if (!macro || this.#nesting >= NESTING_LIMIT) return
    this.#nesting++
    try {
      this.play(macro.bytes)
    } finally {
      this.#nesting--
    }
  }
}
