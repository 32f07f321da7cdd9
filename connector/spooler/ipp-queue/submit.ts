/** Jobs on their way in: checked, streamed to disk, on record before anybody is told that they are accepted. */

import { cleanText } from '../cups/text.ts'
import { booleanOf, type IppAttribute, textOf } from '../ipp/message.ts'
import { STATUS } from '../ipp/tables.ts'
import { acceptDocument, type DocumentBody } from './accept-document.ts'
import { checkTemplate, describeRefused } from './job-template.ts'
import { NAME_LIMIT, TEMPLATE_BYTES_LIMIT } from './limits.ts'
import { bad, type Refusal, refusal } from './request.ts'
import { packTemplate, type StoredJob } from './stored-job.ts'
import { type Answer, accepted, findOwn, type Work, withUnsupported } from './work.ts'

const LOST_DOCUMENT = {
  step: 'aborted',
  reasons: ['aborted-by-system'],
  message: 'The print queue could not keep its document.',
} as const
const NO_DOCUMENT = {
  step: 'aborted',
  reasons: ['aborted-by-system'],
  message: 'The job came without a document.',
} as const

export async function printJob(work: Work): Promise<Answer | Refusal> {
  const wish = checkWish(work)
  if ('status' in wish) return wish
  const body = checkBody(work)
  if ('status' in body) return body
  const { store } = work.context
  const fresh = { ...store.reserve(), ...makeJob(work, wish) }
  const came = await acceptDocument(store, fresh.number, body)
  if (came === null) return bad('there is no document')
  if ('status' in came) return came
  const job: StoredJob = { ...fresh, step: 'held', document: came.document }
  await both(work, job.number, store.save(job), came.synced)
  return accepted(work, job, wish.unsupported)
}

export async function validateJob(work: Work): Promise<Answer | Refusal> {
  const wish = checkWish(work)
  if ('status' in wish) return wish
  const body = checkBody(work)
  if ('status' in body) return body
  return withUnsupported({ status: STATUS.ok, groups: [] }, wish.unsupported)
}

export async function createJob(work: Work): Promise<Answer | Refusal> {
  const wish = checkWish(work)
  if ('status' in wish) return wish
  const { store, limits } = work.context
  const own = [...store.incoming()].filter(
    (number) => store.find(number)?.userName === work.caller.userName,
  )
  if (own.length >= limits.openJobsPerUser) {
    return refusal(STATUS.tooManyJobs, 'too many jobs of this user wait for their documents')
  }
  const job: StoredJob = { ...store.reserve(), ...makeJob(work, wish) }
  await store.save(job)
  return accepted(work, job, wish.unsupported)
}

/** The one document of a job; sent once more without data it only closes the job (RFC 8011 section 4.3.1). */
export async function sendDocument(work: Work): Promise<Answer | Refusal> {
  const isLast = booleanOf(work.request.operationGroup, 'last-document')
  if (isLast === undefined) return bad('last-document is missing')
  const body = checkBody(work)
  if ('status' in body) return body
  const job = findOwn(work)
  if ('status' in job) return job
  const { store } = work.context
  if (job.step !== 'incoming' || job.address !== work.caller.address) {
    return refusal(STATUS.notPossible, 'the job takes no documents from here')
  }
  if (work.queue.sending.has(job.number)) {
    return refusal(STATUS.notPossible, 'somebody is sending to this job already')
  }
  work.queue.sending.add(job.number)
  try {
    const came = await acceptDocument(store, job.number, body, job.document !== null)
    if (came !== null && 'status' in came) return came
    const closing = closeOrKeep(work, job, came?.document ?? null, isLast)
    return came === null ? await closing : await both(work, job.number, closing, came.synced)
  } finally {
    work.queue.sending.delete(job.number)
  }
}

export async function closeJob(work: Work): Promise<Answer | Refusal> {
  const job = findOwn(work)
  if ('status' in job) return job
  if (job.step !== 'incoming' || work.queue.sending.has(job.number)) {
    return refusal(STATUS.notPossible, 'the job cannot be closed now')
  }
  return await closeOrKeep(work, job, null, true)
}

/**
 * Documents are sent, never fetched: the queue asks no address that a client chose. `ftp`, which comes with the
 * operation (RFC 8011 section 5.4.27), is an address that cannot be reached; any other scheme is not known.
 */
export async function sendUri(work: Work): Promise<Answer | Refusal> {
  const job = findOwn(work)
  if ('status' in job) return job
  const scheme = textOf(work.request.operationGroup, 'document-uri')?.split(':')[0]
  const status = scheme === 'ftp' ? STATUS.documentAccess : STATUS.uriSchemeNotSupported
  return refusal(status, 'documents are sent to this printer, not fetched by it')
}

/** The job's record and its document, on disk side by side; without its document a job ends. */
async function both<Result>(
  { context }: Work,
  number: number,
  record: Promise<Result>,
  synced: Promise<void>,
): Promise<Result> {
  const [recorded, document] = await Promise.allSettled([record, synced])
  if (document.status === 'rejected') {
    if (context.store.find(number) !== undefined) await context.store.end(number, LOST_DOCUMENT)
    throw document.reason
  }
  if (recorded.status === 'rejected') throw recorded.reason
  return recorded.value
}

async function closeOrKeep(
  work: Work,
  { number }: StoredJob,
  document: StoredJob['document'],
  isLast: boolean,
): Promise<Answer | Refusal> {
  const { store } = work.context
  const after = await store.update(number, (job) => {
    if (job.step !== 'incoming') return null
    const documentNow = document ?? job.document
    const step = isLast && documentNow !== null ? 'held' : 'incoming'
    return { ...job, document: documentNow, step }
  })
  if (after === null) {
    // Canceled while its document came.
    if (document !== null) await store.documents.remove(document.file)
    return refusal(STATUS.notPossible, 'the job has ended')
  }
  if (isLast && after.document === null) {
    await store.end(number, NO_DOCUMENT)
    return refusal(STATUS.badRequest, 'the job has no document and was deleted')
  }
  return accepted(work, after, [])
}

interface Wish {
  readonly template: string
  readonly unsupported: readonly IppAttribute[]
}

/** What a new job asks for; with "ipp-attribute-fidelity" all of it or nothing. */
function checkWish({ request, queue, context }: Work): Wish | Refusal {
  const { store, limits } = context
  if (store.openCount >= limits.jobs) {
    return refusal(STATUS.tooManyJobs, 'the printer holds as many jobs as it may')
  }
  const { accepted, refused } = checkTemplate(request.jobGroup, queue.capabilities())
  const missing = describeRefused(refused, queue.capabilities())
  const isExact = booleanOf(request.operationGroup, 'ipp-attribute-fidelity') === true
  if (isExact && refused.length > 0) {
    return {
      ...refusal(STATUS.attributesNotSupported, 'the printer cannot do all that is asked for'),
      unsupported: missing,
    }
  }
  const template = packTemplate(accepted)
  if (template.length > TEMPLATE_BYTES_LIMIT) {
    return refusal(STATUS.tooLarge, 'more is asked for than a job can be told')
  }
  return { template, unsupported: missing }
}

function checkBody(work: Work): DocumentBody | Refusal {
  const group = work.request.operationGroup
  const format = textOf(group, 'document-format') ?? 'application/octet-stream'
  if (!isFormat(work, format)) {
    return {
      ...refusal(STATUS.formatNotSupported, 'the printer does not take this format'),
      unsupported: group.attributes.filter(({ name }) => name === 'document-format'),
    }
  }
  const compression = textOf(group, 'compression') ?? 'none'
  if (compression !== 'none' && compression !== 'gzip' && compression !== 'deflate') {
    return {
      ...refusal(STATUS.compressionNotSupported, 'the printer does not take this compression'),
      unsupported: group.attributes.filter(({ name }) => name === 'compression'),
    }
  }
  return { stream: work.body, format: format.toLowerCase().slice(0, NAME_LIMIT), compression }
}

/** Of a format that was named: anything may come as `application/octet-stream`. */
export function isFormat({ queue }: Pick<Work, 'queue'>, format: string): boolean {
  const wanted = format.toLowerCase()
  return (
    wanted === 'application/octet-stream' ||
    queue.capabilities().formats.some((each) => each.toLowerCase() === wanted)
  )
}

function makeJob({ request, caller, queue }: Work, wish: Wish) {
  const group = request.operationGroup
  const name = textOf(group, 'job-name') ?? textOf(group, 'document-name') ?? ''
  return {
    queue: queue.name,
    step: 'incoming' as const,
    userName: caller.userName,
    forged: caller.forged,
    address: caller.address,
    name: cleanText(name, NAME_LIMIT),
    template: wish.template,
    document: null,
    startedMs: null,
    endedMs: null,
    reasons: [],
    message: '',
    sidesDone: null,
    changes: { grayscale: false, duplex: false },
    printsOn: null,
    delivery: null,
  }
}
