// What the supervisor and its threads say to each other.

export interface WorkerSetup {
  /** Shared: the number of the run that the thread is at. */
  readonly at: Int32Array
  /** Bytes of buffers that one run may leave behind. */
  readonly buffersLimit: number
  /** A module whose default export are other targets: for tests of the supervisor itself. */
  readonly targetsFile: string | null
}

export interface Batch {
  readonly target: string
  readonly seed: number
  readonly from: number
  readonly count: number
}

export interface Slowest {
  readonly run: number
  readonly ms: number
}

export type FindingKind = 'crash' | 'hang' | 'overBudget'

export type WorkerMessage =
  | {
      readonly kind: 'finding'
      readonly run: number
      readonly what: FindingKind
      readonly detail: string
    }
  | {
      readonly kind: 'done'
      readonly reached: number
      readonly slowest: Slowest
    }
