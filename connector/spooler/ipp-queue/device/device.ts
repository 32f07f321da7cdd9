/** The port every printer behind the built-in queue fits: what it can do, and one job brought to its end, never twice. */
import type { Readable } from 'node:stream'
import type { JobChanges } from '#shared/contracts/decision.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import type { IppAttribute } from '../../ipp/message.ts'

export interface Device {
  /**
   * What the printer says of itself, cleaned and within limits, ready to be advertised. Throws `printer-unreachable`,
   * `printer-refused`, `printer-answer-unreadable`, `printer-identity-changed`.
   */
  fetchCapabilities(signal: AbortSignal): Promise<DeviceCapabilities>

  /** How the printer does right now; `offline` when it does not answer. Throws only the signal's reason. */
  fetchStatus(signal: AbortSignal): Promise<DeviceStatus>

  /**
   * Brings one job to its end and tells how it ended. A printer that is away or in trouble is waited for, however long
   * that takes; `onProgress` tells why. Rejects with the signal's reason when `signal` aborts (the connector stops):
   * the same delivery with what it last remembered goes on from there. One delivery at a time a device.
   */
  deliver(
    delivery: Delivery,
    onProgress: (progress: DeliveryProgress) => void,
    signal: AbortSignal,
  ): Promise<Delivered>

  /** Whether `changes.watermark` is printed on a document of this format ("document-format"). */
  drawsWatermark(format: string): boolean

  close(): Promise<void>
}

export interface Delivery {
  /** The job's lasting name ("job-uuid"): what the printer is asked about before anything is sent again. */
  readonly jobUuid: string
  /** For people; may hold anything that a user can type. */
  readonly jobName: string
  readonly userName: string
  readonly ticket: JobTicket
  readonly changes: JobChanges
  /**
   * What else the client asked for ("media", "media-col", "print-quality", …; "sides" for its edge); only what the
   * printer supports is passed on.
   */
  readonly template: readonly IppAttribute[]
  readonly document: DeliveryDocument
  /** What `remember` stored last, by this process or one before it; null = nothing was sent yet. */
  readonly remembered: DeliveryState | null
  /** Resolves once it is on disk. Called before anything is sent that must not be sent twice. */
  remember(state: DeliveryState): Promise<void>
  /** Aborts when the job is to be canceled at the printer; `deliver` then resolves. */
  readonly canceled: AbortSignal
}

export interface DeliveryDocument {
  /** What it is, like `application/pdf`: found by looking, not as the client named it. */
  readonly format: string
  readonly bytes: number
  /** From its first byte; may be called again. The caller consumes or destroys the stream. */
  open(): Promise<Readable>
}

/** Plain data of the device's own, for the journal: at most 2,000 characters as JSON. */
export type DeliveryState = Readonly<Record<string, string | number | boolean | null>>

export interface DeliveryProgress {
  /** Sides on paper so far ("job-impressions-completed"); null = not told. */
  readonly sidesDone: number | null
  /** "printer-state-reasons" without `none`, like `media-jam-error`, `media-empty`, `offline`; empty = all is well. */
  readonly reasons: readonly string[]
  /** One sentence for people, without control characters; empty = nothing to say. */
  readonly detail: string
}

export interface Delivered {
  readonly state: 'completed' | 'canceled' | 'failed'
  /** Whether anything may have reached paper. False is certain. */
  readonly started: boolean
  /** null = the printer does not tell. */
  readonly sidesDone: number | null
  /** One sentence for people; empty = nothing to say. */
  readonly detail: string
}

export interface DeviceStatus {
  readonly state: 'idle' | 'printing' | 'stopped' | 'offline'
  /** "printer-state-reasons" without `none`. */
  readonly reasons: readonly string[]
  /** "printer-state-message" */
  readonly detail: string
  /** Sides printed in the printer's life; a cross-check only, others print too. null = not told. */
  readonly lifeSides: number | null
}

export interface MediaSize {
  /** "media", a self-describing name (PWG 5101.1) like `iso_a4_210x297mm`. */
  readonly name: string
  /** Hundredths of a millimeter, as "media-size". */
  readonly width: number
  readonly height: number
}

/** Hundredths of a millimeter that cannot be printed on. */
export interface Margins {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** Of values that the printer sent: known keywords or clean text, every list within its limit, nothing empty. */
export interface DeviceCapabilities {
  readonly makeAndModel: string
  /** IEEE 1284 id, like `MFG:…;MDL:…;CMD:…;`; empty = none. */
  readonly deviceId: string
  /** MIME types that a client may send: what the printer takes itself, and PDF and JPEG, which can be rendered for it. */
  readonly formats: readonly string[]
  readonly color: boolean
  /** "sides-supported": at least `one-sided`. */
  readonly sides: readonly Sides[]
  readonly copiesMax: number
  /** At least one. */
  readonly media: readonly MediaSize[]
  readonly mediaDefault: string
  /** Names of what lies in the trays; at least one. */
  readonly mediaReady: readonly string[]
  readonly mediaTypes: readonly string[]
  readonly mediaSources: readonly string[]
  readonly margins: Margins
  readonly outputBins: readonly string[]
  /** "print-quality": 3 draft, 4 normal, 5 high. */
  readonly qualities: readonly number[]
  /** Dots per inch, ascending; at least one. */
  readonly resolutions: readonly number[]
  /** "finishings" enums; at least 3, none. */
  readonly finishings: readonly number[]
  readonly pagesPerMinute: number
  /** "page-ranges-supported": whether a choice of pages is kept, by the printer or by what renders for it. */
  readonly pageRanges?: boolean
  /** "number-up-supported": pages on a side that are kept so, 1 included; absent = 1 only. */
  readonly pagesPerSide?: readonly number[]
}

export type Sides = 'one-sided' | 'two-sided-long-edge' | 'two-sided-short-edge'
