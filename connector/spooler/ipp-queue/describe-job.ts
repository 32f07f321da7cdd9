/** A job as clients see it: its state, why, and in words; names only for whoever sent it. Pure. */
import {
  dateTime,
  enumeration,
  integer,
  keyword,
  mimeType,
  name,
  noValue,
  text,
  uri,
} from '../ipp/attributes.ts'
import type { IppAttribute } from '../ipp/message.ts'
import { JOB_STATE } from '../ipp/tables.ts'
import type { DeliveryProgress } from './device/device.ts'
import { type StoredJob, unpackTemplate } from './stored-job.ts'

export interface JobView {
  readonly job: StoredJob
  /** `ipp://host:port/ipp/print/office` as the client called the printer. */
  readonly printerUri: string
  /** Of the printer's start, milliseconds since 1970: times count from it ("printer-up-time"). */
  readonly startedMs: number
  readonly nowMs: number
  /** What the device tells of a job that prints; null = nothing. */
  readonly progress: DeliveryProgress | null
  readonly isDelivering: boolean
  readonly isOwner: boolean
}

/** What strangers may see: enough to follow a queue, nothing about who prints what. */
const PUBLIC_NAMES: ReadonlySet<string> = new Set([
  ...['job-id', 'job-uri', 'job-uuid', 'job-printer-uri', 'job-printer-up-time'],
  ...['job-state', 'job-state-reasons', 'job-state-message'],
  ...['time-at-creation', 'time-at-processing', 'time-at-completed'],
  ...['date-time-at-creation', 'date-time-at-processing', 'date-time-at-completed'],
  ...['job-impressions-completed', 'job-k-octets', 'number-of-documents'],
])

/** "requested-attributes" when a client names none: of one job all, of a list these (RFC 8011 section 4.2.6.1). */
export const LISTED_BY_DEFAULT: ReadonlySet<string> = new Set(['job-uri', 'job-id'])

export function describeJob(view: JobView): readonly IppAttribute[] {
  const { job, printerUri, nowMs, startedMs, isOwner } = view
  const seconds = (ms: number) => Math.max(0, Math.floor((ms - startedMs) / 1000))
  const kiloOctets = Math.ceil((job.document?.bytes ?? 0) / 1024)
  const all = [
    integer('job-id', job.number),
    uri('job-uri', `${printerUri}/${job.number}`),
    uri('job-uuid', job.uuid),
    uri('job-printer-uri', printerUri),
    ...describeState(view),
    name('job-name', job.name || 'Untitled'),
    name('job-originating-user-name', job.userName),
    integer('job-k-octets', kiloOctets),
    integer('job-k-octets-processed', job.step === 'completed' ? kiloOctets : 0),
    integer('job-impressions-completed', impressionsOf(view)),
    integer('number-of-documents', job.document === null ? 0 : 1),
    integer('number-of-intervening-jobs', 0),
    ...(job.document === null ? [] : [mimeType('document-format-supplied', job.document.format)]),
    name('document-name-supplied', job.name || 'Untitled'),
    integer('time-at-creation', seconds(job.createdMs)),
    time('time-at-processing', job.startedMs, seconds),
    time('time-at-completed', job.endedMs, seconds),
    dateTime('date-time-at-creation', job.createdMs),
    moment('date-time-at-processing', job.startedMs),
    moment('date-time-at-completed', job.endedMs),
    integer('job-printer-up-time', Math.max(1, seconds(nowMs))),
    ...unpackTemplate(job.template).attributes,
  ]
  return isOwner ? all : all.filter((attribute) => PUBLIC_NAMES.has(attribute.name))
}

/** What answers to Print-Job, Create-Job, Send-Document and Close-Job tell (RFC 8011 section 4.2.1.2). */
export function describeAccepted(view: JobView): readonly IppAttribute[] {
  const { job, printerUri } = view
  return [
    integer('job-id', job.number),
    uri('job-uri', `${printerUri}/${job.number}`),
    uri('job-uuid', job.uuid),
    ...describeState(view),
  ]
}

/**
 * | step | "job-state" | "job-state-reasons" |
 * |---|---|---|
 * | incoming | pending-held | job-incoming |
 * | held | pending-held | job-release-wait: the decision releases it |
 * | released | pending | none: another job prints |
 * | released, at the device | processing, or processing-stopped | job-printing, printer-stopped |
 * | completed, canceled, aborted | the same | what ended it |
 */
function describeState({ job, progress, isDelivering }: JobView): IppAttribute[] {
  const trouble = isDelivering && (progress?.reasons.length ?? 0) > 0
  const detail = isDelivering ? (progress?.detail ?? '') : ''
  const [state, reasons] = stateOf(job, isDelivering, trouble)
  const message = [job.message, detail].filter(Boolean).join(' ')
  return [
    enumeration('job-state', state),
    keyword('job-state-reasons', ...(reasons.length === 0 ? ['none'] : reasons)),
    text('job-state-message', message),
    // Where CUPS and its tools look.
    text('job-printer-state-message', message),
    keyword('job-printer-state-reasons', ...(trouble ? (progress?.reasons ?? []) : ['none'])),
  ]
}

function stateOf(
  job: StoredJob,
  isDelivering: boolean,
  trouble: boolean,
): [number, readonly string[]] {
  switch (job.step) {
    case 'incoming':
      return [JOB_STATE.pendingHeld, ['job-incoming']]
    case 'held':
      return [JOB_STATE.pendingHeld, ['job-release-wait']]
    case 'released':
      if (!isDelivering) return [JOB_STATE.pending, []]
      return trouble
        ? [JOB_STATE.processingStopped, ['printer-stopped']]
        : [JOB_STATE.processing, ['job-printing']]
    case 'completed':
      return [JOB_STATE.completed, ['job-completed-successfully']]
    case 'canceled':
      return [JOB_STATE.canceled, job.reasons]
    case 'aborted':
      return [JOB_STATE.aborted, job.reasons]
  }
}

function impressionsOf({ job, progress }: JobView): number {
  return progress?.sidesDone ?? job.sidesDone ?? 0
}

function time(attributeName: string, ms: number | null, seconds: (ms: number) => number) {
  return ms === null ? noValue(attributeName) : integer(attributeName, seconds(ms))
}

function moment(attributeName: string, ms: number | null) {
  return ms === null ? noValue(attributeName) : dateTime(attributeName, ms)
}
