/** A job's attributes → the port's view of it. Pure; every string in it comes from some client. */
import { OUT_SUFFIX } from '#shared/contracts/cups-policy.ts'
import { DOCUMENT_NAME_LIMIT } from '#shared/contracts/job-facts.ts'
import { type IppGroup, numberOf, textOf, valuesOf } from '../ipp/message.ts'
import { JOB_STATE } from '../ipp/tables.ts'
import type { SpoolJob, SpoolJobRef, SpoolState } from '../spooler.ts'
import { cleanText } from './text.ts'
import { parseTicket, TICKET_ATTRIBUTES } from './ticket.ts'

/** Where a job is and what it is called: enough to tell whether it is ours. */
export const PLACE_ATTRIBUTES: readonly string[] = [
  'job-id',
  'job-uuid',
  'job-printer-uri',
  'job-state',
  'job-state-reasons',
  'job-hold-until',
  // Ours: see `SEALING_MARK`.
  'spoolgate-sealing',
]

export const JOB_ATTRIBUTES: readonly string[] = [
  ...PLACE_ATTRIBUTES,
  'job-originating-user-name',
  'job-name',
  'number-of-documents',
  'time-at-creation',
  'job-impressions-completed',
  'job-printer-state-message',
  ...TICKET_ATTRIBUTES,
]

/**
 * Set on a complete job before it is held for the move, so that a crash between the two leaves a trace: without it the
 * job would look like one that its user asked to be held, which is left alone.
 */
export const SEALING_MARK = { name: 'spoolgate-sealing', value: 'yes' } as const

const NAME_LIMIT = 255
const UUID_LIMIT = 255
const DETAIL_LIMIT = 500
const NOBODY = 'anonymous'

/** null = not on a queue of ours, or without a name that lasts. */
export function parseRef(job: IppGroup, queues: ReadonlySet<string>): SpoolJobRef | null {
  const number = numberOf(job, 'job-id')
  const uuid = textOf(job, 'job-uuid')
  const place = parsePlace(job)
  if (number === undefined || uuid === undefined || place === null) return null
  const queue = place.isOut ? place.queue.slice(0, -OUT_SUFFIX.length) : place.queue
  return queues.has(queue) ? { queue, number, uuid: cleanText(uuid, UUID_LIMIT) } : null
}

export function parseJob(ref: SpoolJobRef, job: IppGroup): SpoolJob {
  const names = valuesOf(job, 'job-originating-user-name').filter(
    (value): value is string => typeof value === 'string',
  )
  return {
    ref,
    state: parseState(job),
    // cupsd puts the name that it believes first; a client can only add another behind it.
    userName: cleanText(names[0] ?? '', NAME_LIMIT) || NOBODY,
    forged: names.some((name) => name !== names[0]),
    documentName: cleanText(textOf(job, 'job-name') ?? '', DOCUMENT_NAME_LIMIT),
    documentsCount: Math.max(numberOf(job, 'number-of-documents') ?? 0, 0),
    ticket: parseTicket(job),
    createdMs: Math.max(numberOf(job, 'time-at-creation') ?? 0, 0) * 1000,
    sidesDone: numberOf(job, 'job-impressions-completed') ?? null,
    detail: describe(job),
  }
}

/** What a job looks like that the print system no longer has. */
export function goneJob(ref: SpoolJobRef): SpoolJob {
  return {
    ...parseJob(ref, { tag: 0, attributes: [] }),
    state: 'gone',
    detail: 'the print system no longer has this job',
  }
}

/**
 * | queue  | "job-state" | then |
 * |---|---|---|
 * | any    | canceled, aborted, completed | ended |
 * | intake | pending | waiting: the last document is here (the only sign of it) |
 * | intake | pending-held, with our mark | waiting: we were about to seal it when we died |
 * | intake | pending-held | incoming, or held as its user asked: not ready |
 * | out    | pending-held until "indefinite" | sealed |
 * | out    | anything else | printing: also a job that waits for the device to be tried again |
 */
export function parseState(job: IppGroup): SpoolState {
  const state = numberOf(job, 'job-state')
  if (state === JOB_STATE.completed) return 'completed'
  if (state === JOB_STATE.canceled) return 'canceled'
  if (state === JOB_STATE.aborted) return 'aborted'
  const isHeld = state === JOB_STATE.pendingHeld
  if (parsePlace(job)?.isOut === true) {
    return isHeld && textOf(job, 'job-hold-until') === 'indefinite' ? 'sealed' : 'printing'
  }
  const isMarked = textOf(job, SEALING_MARK.name) === SEALING_MARK.value
  return isHeld && !isMarked ? 'incoming' : 'waiting'
}

function parsePlace(job: IppGroup): { queue: string; isOut: boolean } | null {
  const uri = textOf(job, 'job-printer-uri') ?? ''
  const encoded = /\/printers\/([^/?#]+)$/.exec(uri)?.[1]
  if (encoded === undefined) return null
  try {
    const queue = decodeURIComponent(encoded)
    return { queue, isOut: queue.endsWith(OUT_SUFFIX) }
  } catch {
    return null
  }
}

function describe(job: IppGroup): string {
  const reasons = valuesOf(job, 'job-state-reasons').filter((value) => value !== 'none')
  const message = textOf(job, 'job-printer-state-message') ?? ''
  return cleanText([...reasons, message].filter(Boolean).join(', '), DETAIL_LIMIT)
}
