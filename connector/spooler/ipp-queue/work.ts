/** One request on its way, and what operations share: finding its job, its owner, and the words of an answer. */
import type { Readable } from 'node:stream'
import type { Clock, Log } from '../../doors.ts'
import { type IppAttribute, type IppGroup, valuesOf } from '../ipp/message.ts'
import { GROUP, STATUS } from '../ipp/tables.ts'
import type { Deliveries } from './deliveries.ts'
import { describeAccepted, type JobView } from './describe-job.ts'
import { ONLY_BY_NAME } from './describe-printer.ts'
import type { JobStore } from './job-store.ts'
import type { QueueLimits } from './limits.ts'
import type { OpenQueue } from './open-queue.ts'
import { bad, type QueueRequest, type Refusal, refusal } from './request.ts'
import type { StoredJob } from './stored-job.ts'

export interface Caller {
  readonly address: string
  readonly userName: string
  readonly forged: boolean
  /** Host and port as the client called us. */
  readonly authority: string
  readonly isSecure: boolean
}

export interface OperationContext {
  readonly store: JobStore
  readonly deliveries: Deliveries
  readonly limits: QueueLimits
  readonly clock: Clock
  readonly log: Log
  readonly startedMs: number
}

/** One request on its way. */
export interface Work {
  readonly request: QueueRequest
  readonly caller: Caller
  readonly queue: OpenQueue
  readonly context: OperationContext
  /** What follows the attributes. */
  readonly body: Readable
}

export interface Answer {
  readonly status: number
  readonly message?: string
  readonly groups: readonly IppGroup[]
}

export type Handle = (work: Work) => Promise<Answer | Refusal>

export function findOwn(work: Work): StoredJob | Refusal {
  const job = findJob(work)
  if ('status' in job || isOwner(work, job)) return job
  return refusal(STATUS.notAuthorized, 'the job belongs to somebody else')
}

export function findJob({ request, queue, context }: Work): StoredJob | Refusal {
  if (request.jobNumber === null) return bad('job-id or job-uri is missing')
  const job = context.store.find(request.jobNumber)
  return job?.queue === queue.name ? job : refusal(STATUS.notFound, 'there is no such job')
}

/** Case counts: two people may differ by nothing else in the system that names them. */
export function isOwner({ caller }: Work, job: StoredJob): boolean {
  return caller.userName === job.userName
}

export function accepted(work: Work, job: StoredJob, missing: readonly IppAttribute[]): Answer {
  const attributes = describeAccepted(jobView(work, job))
  return withUnsupported({ status: STATUS.ok, groups: [{ tag: GROUP.job, attributes }] }, missing)
}

/** The unsupported group stands before the others (RFC 8011 section 4.1.7). */
export function withUnsupported(answer: Answer, missing: readonly IppAttribute[]): Answer {
  if (missing.length === 0) return answer
  const group = { tag: GROUP.unsupported, attributes: missing }
  return { status: STATUS.okIgnored, groups: [group, ...answer.groups] }
}

export function jobView(work: Work, job: StoredJob): JobView {
  const { caller, queue, context } = work
  const scheme = caller.isSecure ? 'ipps' : 'ipp'
  const underway = context.deliveries.find(job.number)
  return {
    job,
    printerUri: `${scheme}://${caller.authority}/ipp/print/${queue.name}`,
    startedMs: context.startedMs,
    nowMs: context.clock.nowMs(),
    progress: underway?.progress ?? null,
    isDelivering: underway !== null,
    isOwner: isOwner(work, job),
  }
}

/** "requested-attributes"; null = the client leaves it to us. */
export function requestedOf({ request }: Work): ReadonlySet<string> | null {
  const values = valuesOf(request.operationGroup, 'requested-attributes').filter(
    (value): value is string => typeof value === 'string',
  )
  return values.length === 0 ? null : new Set(values)
}

/** "job-ids"; null = none were named. */
export function jobIdsOf({ request }: Work): ReadonlySet<number> | null {
  const values = valuesOf(request.operationGroup, 'job-ids').filter(
    (value): value is number => typeof value === 'number',
  )
  return values.length === 0 ? null : new Set(values)
}

const DESCRIPTIONS = ['printer-description', 'job-description', 'job-status', 'printer-status']

/** What was requested, by name or by group (RFC 8011 section 4.2.5.1). */
export function choose(
  attributes: readonly IppAttribute[],
  requested: ReadonlySet<string>,
  isTemplate: (name: string) => boolean,
): readonly IppAttribute[] {
  const describes = DESCRIPTIONS.some((group) => requested.has(group))
  return attributes.filter(({ name }) => {
    if (requested.has(name)) return true
    if (ONLY_BY_NAME.has(name)) return false
    if (requested.has('all')) return true
    return isTemplate(name) ? requested.has('job-template') : describes
  })
}
