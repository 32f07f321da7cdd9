/** The port every print system fits: CUPS today, the built-in IPP queue and Windows later. */
import type { Readable } from 'node:stream'
import type { JobChanges } from '#shared/contracts/decision.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'

/** How to find a job again after any restart. Plain data: it is written to the journal. */
export interface SpoolJobRef {
  /** The managed queue that users print to. */
  readonly queue: string
  /** Number in the print system ("job-id"); re-used after a crash, so never trusted alone. */
  readonly number: number
  /** "job-uuid": the job's lasting name. */
  readonly uuid: string
}

/** Where a job stands. */
export type SpoolState =
  /** Documents are still arriving ("job-incoming"). */
  | 'incoming'
  /** Complete and waiting in the intake queue: not ours yet, its user may still change it. */
  | 'waiting'
  /** On the out queue, held: nobody but the connector can touch it. */
  | 'sealed'
  /** Released: waiting for the device, or printing. */
  | 'printing'
  | 'completed'
  | 'canceled'
  | 'aborted'
  /** The print system no longer knows it. */
  | 'gone'

export interface SpoolJob {
  readonly ref: SpoolJobRef
  readonly state: SpoolState
  /** First "job-originating-user-name" value, never the last. */
  readonly userName: string
  /** More than one, different: forged. */
  readonly forged: boolean
  readonly documentName: string
  /** "number-of-documents"; certain only once sealed. */
  readonly documentsCount: number
  readonly ticket: JobTicket
  /** "time-at-creation", milliseconds since 1970. */
  readonly createdMs: number
  /** "job-impressions-completed"; null = not told. */
  readonly sidesDone: number | null
  /** In the print system's own words, for people. */
  readonly detail: string
}

/** How the printer behind a queue is. */
export interface PrinterCondition {
  /** The managed queue. */
  readonly queue: string
  readonly state: 'idle' | 'printing' | 'stopped' | 'offline'
  /** "printer-state-reasons" as the printer has them. */
  readonly reasons: readonly string[]
  /** Sides printed in the printer's life; null = not told. */
  readonly lifeSides: number | null
}

export interface Spooler {
  /** `authenticated` when the print system proves user names, else `claimed`. */
  readonly identity: 'authenticated' | 'claimed'

  /**
   * Yields the ref of every job that appeared or changed, once at start for every job that has not ended, and again
   * after anything that may have lost an event. Repeats are allowed, omissions are not. Ends when `signal` aborts.
   * Never throws for a print system that is away: it waits and goes on.
   */
  watch(signal: AbortSignal): AsyncIterable<SpoolJobRef>

  /** Fresh from the print system. `gone` (state) when unknown or when the number now belongs to another uuid. */
  fetchJob(ref: SpoolJobRef, signal: AbortSignal): Promise<SpoolJob>

  /** waiting → sealed; already sealed is fine. Throws `spooler-refused` when the job ended meanwhile. */
  seal(ref: SpoolJobRef, signal: AbortSignal): Promise<void>

  /** Document 1…n of a sealed job, as spooled (perhaps gzip). The caller must consume or destroy the stream. */
  openDocument(ref: SpoolJobRef, number: number, signal: AbortSignal): Promise<Readable>

  /** Whether the device behind this queue gets every document of a job with several. */
  printsSeveralDocuments(queue: string): boolean

  /** Whether `changes.watermark` is printed, or its lack is told in the job's `detail`; else the job prints without. */
  readonly printsWatermarks: boolean

  /**
   * Applies changes, shows `message` to the user when not empty, then lets the job print: on its own queue, or on another
   * managed `queue` of the same print system. Repeating is harmless until it printed. Throws `queue-unknown` when `queue`
   * is not managed here.
   */
  release(
    ref: SpoolJobRef,
    changes: JobChanges,
    message: string,
    signal: AbortSignal,
    queue?: string,
  ): Promise<void>

  /** Shows `message` to the user, then deletes the job. A job that ended already is fine. */
  cancel(ref: SpoolJobRef, message: string, signal: AbortSignal): Promise<void>

  /** Of every managed queue. May throw anything: whoever asks can do without. */
  fetchPrinters(signal: AbortSignal): Promise<readonly PrinterCondition[]>

  close(): Promise<void>
}
