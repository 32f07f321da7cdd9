/** What clients ask about the printer and its jobs; nothing changes by asking. */

import { unsupported } from '../ipp/attributes.ts'
import type { IppAttribute } from '../ipp/message.ts'
import { booleanOf, textOf, valuesOf } from '../ipp/message.ts'
import { GROUP, STATUS } from '../ipp/tables.ts'
import { describeJob, LISTED_BY_DEFAULT } from './describe-job.ts'
import {
  describePrinter,
  describeState,
  isJobTemplate,
  type PrinterView,
} from './describe-printer.ts'
import { bad, type Refusal, refusal } from './request.ts'
import { hasEnded, type StoredJob } from './stored-job.ts'
import { isFormat } from './submit.ts'
import {
  type Answer,
  choose,
  findJob,
  isOwner,
  jobIdsOf,
  jobView,
  requestedOf,
  type Work,
} from './work.ts'

/** Jobs in one answer; a client that wants more asks for some. */
const LIST_LIMIT = 500
const ALL: ReadonlySet<string> = new Set(['all'])
const WHICH_JOBS = ['completed', 'not-completed', 'all']
const isTemplateOfJob = (name: string) => isJobTemplate(`${name}-default`)

export async function getJobAttributes(work: Work): Promise<Answer | Refusal> {
  const job = findJob(work)
  if ('status' in job) return job
  const chosen = choose(describe(work, job), requestedOf(work) ?? ALL, isTemplateOfJob)
  return { status: STATUS.ok, groups: [{ tag: GROUP.job, attributes: chosen }] }
}

export async function getJobs(work: Work): Promise<Answer | Refusal> {
  const { request, queue, context } = work
  const which = textOf(request.operationGroup, 'which-jobs') ?? 'not-completed'
  if (!WHICH_JOBS.includes(which)) {
    return {
      ...refusal(STATUS.attributesNotSupported, 'which-jobs is not one of the three'),
      unsupported: [unsupported('which-jobs')],
    }
  }
  const [limit = LIST_LIMIT] = valuesOf(request.operationGroup, 'limit')
  if (typeof limit !== 'number' || limit < 1) return bad('limit is not positive')
  const onlyMine = booleanOf(request.operationGroup, 'my-jobs') === true
  const wanted = jobIdsOf(work)
  const found = context.store
    .all()
    .filter((job) => job.queue === queue.name)
    .filter((job) => which === 'all' || hasEnded(job) === (which === 'completed'))
    .filter((job) => !onlyMine || isOwner(work, job))
    .filter(({ number }) => wanted === null || wanted.has(number))
  // What ended last comes first (RFC 8011 section 4.2.6.2).
  if (which === 'completed') found.reverse()
  const requested = requestedOf(work) ?? LISTED_BY_DEFAULT
  const groups = found.slice(0, Math.min(limit, LIST_LIMIT)).map((job) => ({
    tag: GROUP.job,
    attributes: choose(describe(work, job), requested, isTemplateOfJob),
  }))
  return { status: STATUS.ok, groups }
}

export async function getPrinterAttributes(work: Work): Promise<Answer | Refusal> {
  const { request, queue, context } = work
  const view = viewOf(work)
  const format = textOf(request.operationGroup, 'document-format')
  if (format !== undefined && !isFormat(work, format)) {
    return refusal(STATUS.formatNotSupported, 'the printer does not take this format')
  }
  const nowMs = context.clock.nowMs()
  const status = queue.status(nowMs)
  const all = [
    ...describePrinter(view),
    ...describeState(view, {
      nowMs,
      upSeconds: Math.max(1, Math.floor((nowMs - context.startedMs) / 1000)),
      queuedCount: context.store.waitingCount(queue.name),
      isAccepting: true,
      status: status.status,
      statusMs: status.sinceMs,
    }),
  ]
  const attributes = choose(all, requestedOf(work) ?? ALL, isJobTemplate)
  return { status: STATUS.ok, groups: [{ tag: GROUP.printer, attributes }] }
}

function describe(work: Work, job: StoredJob): readonly IppAttribute[] {
  return describeJob(jobView(work, job))
}

function viewOf({ queue, caller, context }: Work): PrinterView {
  return {
    queue: queue.name,
    location: queue.location,
    uuid: queue.uuid,
    identity: queue.identity,
    capabilities: queue.capabilities(),
    limits: context.limits,
    authority: caller.authority,
    configuredMs: context.startedMs,
  }
}
