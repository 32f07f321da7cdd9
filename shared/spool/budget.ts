/** What reading one document may cost. Every loop over untrusted bytes spends from it, so every loop ends. */

export interface BudgetLimits {
  readonly wallMs: number
  /** Bytes that decompression and decryption may produce, all streams together. */
  readonly bytesOut: number
  /** Objects, directory entries, zip members. */
  readonly objects: number
  /** Operators, palette entries, samples in thousands: units of work. */
  readonly operations: number
  /** Nesting of anything: arrays, forms, wrappers. */
  readonly depth: number
}

export const DEFAULT_LIMITS: BudgetLimits = {
  wallMs: 15_000,
  bytesOut: 4 * 1024 ** 3,
  objects: 4_000_000,
  operations: 400_000_000,
  depth: 64,
}

export type BudgetItem = keyof BudgetLimits | 'canceled'

/** Thrown inside the room only; `analyzeDocument` turns it into a finding. */
export class BudgetExceeded extends Error {
  readonly item: BudgetItem

  constructor(item: BudgetItem) {
    super(item === 'canceled' ? 'analysis was canceled' : `budget of \`${item}\` is used up`)
    this.name = 'BudgetExceeded'
    this.item = item
  }
}

/** Looking at the clock costs; work between two looks is far below a millisecond's worth. */
const OPERATIONS_BETWEEN_LOOKS = 4_096

export class Budget {
  readonly limits: BudgetLimits
  readonly #nowMs: () => number
  readonly #canceled: () => boolean
  readonly #endMs: number
  #bytesOut = 0
  #objects = 0
  #operations = 0
  #lookAt = OPERATIONS_BETWEEN_LOOKS
  #depth = 0

  /** `nowMs` never goes back; `canceled` is asked now and then. */
  constructor(limits: BudgetLimits, nowMs: () => number, canceled: () => boolean = () => false) {
    this.limits = limits
    this.#nowMs = nowMs
    this.#canceled = canceled
    this.#endMs = nowMs() + limits.wallMs
  }

  get bytesOutLeft(): number {
    return this.limits.bytesOut - this.#bytesOut
  }

  spendBytesOut(count: number): void {
    this.#bytesOut += count
    if (this.#bytesOut > this.limits.bytesOut) throw new BudgetExceeded('bytesOut')
    this.spendOperations(1 + (count >> 8))
  }

  spendObjects(count = 1): void {
    this.#objects += count
    if (this.#objects > this.limits.objects) throw new BudgetExceeded('objects')
    this.spendOperations(count)
  }

  spendOperations(count: number): void {
    this.#operations += count
    if (this.#operations < this.#lookAt) return
    this.#lookAt = this.#operations + OPERATIONS_BETWEEN_LOOKS
    if (this.#operations > this.limits.operations) throw new BudgetExceeded('operations')
    this.lookAtClock()
  }

  lookAtClock(): void {
    if (this.#canceled()) throw new BudgetExceeded('canceled')
    if (this.#nowMs() > this.#endMs) throw new BudgetExceeded('wallMs')
  }

  /** Runs `inside` one level deeper. */
  nest<Result>(inside: () => Result): Result {
    if (this.#depth >= this.limits.depth) throw new BudgetExceeded('depth')
    this.#depth++
    try {
      return inside()
    } finally {
      this.#depth--
    }
  }
}
