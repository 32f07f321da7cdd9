/** Every limit of the built-in queue by name; those with a default may be set otherwise by whoever opens it. */

export interface QueueLimits {
  readonly documentBytes: number
  /** No document is taken when the disk has less. */
  readonly freeDiskBytes: number
  /** Jobs that have not ended, of all queues. */
  readonly jobs: number
  /** Jobs of one user whose documents are still to come. */
  readonly openJobsPerUser: number
  /** Ended jobs that clients can still ask about. */
  readonly history: number
  readonly connections: number
  /** At the limit one that came early and said little makes room: many people may share one address. */
  readonly connectionsPerAddress: number
  /** From the first byte of a connection to the end of its HTTP head. */
  readonly headMs: number
  /** From the end of the HTTP head to the end of the IPP attributes. */
  readonly attributesMs: number
  /** Silence in the middle of a request. */
  readonly idleMs: number
  /** A whole request, however steadily it comes. */
  readonly requestMs: number
  /** A job without its last document ("multiple-operation-time-out"). */
  readonly openJobMs: number
}

export const DEFAULT_LIMITS: QueueLimits = {
  documentBytes: 4 * 1024 ** 3,
  freeDiskBytes: 512 * 1024 ** 2,
  jobs: 10_000,
  openJobsPerUser: 20,
  history: 1_000,
  connections: 1_024,
  connectionsPerAddress: 512,
  headMs: 10_000,
  attributesMs: 30_000,
  idleMs: 30_000,
  requestMs: 2 * 3_600_000,
  openJobMs: 120_000,
}

/** "name(127)" and "text(127)" of a printer; "name(255)" of a job (RFC 8011 section 5.1). */
export const NAME_LIMIT = 255
export const MESSAGE_LIMIT = 500
/** Attributes of the job that a client may send, as bytes on the wire. */
export const TEMPLATE_BYTES_LIMIT = 64 * 1024
