/** Each IPP operation that we use, as one small typed function. */
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import {
  groupsOf,
  type IppAttribute,
  type IppGroup,
  type IppMessage,
  LIST_LIMITS,
  makeAttribute,
  makeRequest,
  numberOf,
  textOf,
} from '../ipp/message.ts'
import {
  FIRST_CLIENT_ERROR,
  FIRST_SERVER_ERROR,
  GROUP,
  type OperationName,
  PRINTER_STATE,
  STATUS,
  statusName,
} from '../ipp/tables.ts'
import { cleanText } from './text.ts'
import { ask, type IppReply, readText, type SendOptions, type Transport } from './transport.ts'

/** What cupsd said to an operation on one job: verdicts, not errors, because jobs change under our hands. */
export type JobVerdict =
  | 'done'
  /** Wrong state for it: "client-error-not-possible". */
  | 'not-possible'
  /** "client-error-not-found" */
  | 'not-found'

/** Every job and printer at once (RFC 8011 lets a printer URI name the whole server). */
const SERVER_URI = 'ipp://localhost/'
const DETAIL_LIMIT = 200
const REQUEST_IDS = { last: 0 }

export const queueUri = (queue: string) => `ipp://localhost/printers/${encodeURIComponent(queue)}`
export const jobUri = (number: number) => `ipp://localhost/jobs/${number}`

/** Get-Job-Attributes. null = there is no such job. */
export async function fetchJobAttributes(
  transport: Transport,
  number: number,
  requested: readonly string[],
  signal: AbortSignal,
): Promise<IppGroup | null> {
  const reply = await ask(
    transport,
    request('Get-Job-Attributes', [...jobTarget(number), wanted(requested)]),
    { signal },
  )
  if (reply.code === STATUS.notFound) return null
  throwUnlessGood('Get-Job-Attributes', reply)
  return groupsOf(reply, GROUP.job)[0] ?? null
}

/** Get-Jobs: every job of every queue that has not ended. */
export async function fetchUnfinishedJobs(
  transport: Transport,
  requested: readonly string[],
  signal: AbortSignal,
  queue?: string,
): Promise<readonly IppGroup[]> {
  const reply = await ask(
    transport,
    request('Get-Jobs', [
      makeAttribute('printer-uri', queue === undefined ? SERVER_URI : queueUri(queue)),
      makeAttribute('which-jobs', 'not-completed'),
      wanted(requested),
    ]),
    { signal, limits: LIST_LIMITS },
  )
  // No job at all is "not found" to some versions.
  if (reply.code === STATUS.notFound) return []
  throwUnlessGood('Get-Jobs', reply)
  return groupsOf(reply, GROUP.job)
}

/** Hold-Job */
export async function holdJob(transport: Transport, number: number, signal: AbortSignal) {
  const attributes = [...jobTarget(number), makeAttribute('job-hold-until', 'indefinite')]
  return jobVerdict('Hold-Job', await ask(transport, request('Hold-Job', attributes), { signal }))
}

/** CUPS-Move-Job */
export async function moveJob(
  transport: Transport,
  number: number,
  queue: string,
  options: SendOptions,
) {
  const destination = {
    tag: GROUP.job,
    attributes: [makeAttribute('job-printer-uri', queueUri(queue))],
  }
  const message = request('CUPS-Move-Job', jobTarget(number), destination)
  return jobVerdict('CUPS-Move-Job', await ask(transport, message, options))
}

/** Release-Job */
export async function releaseJob(transport: Transport, number: number, options: SendOptions) {
  return jobVerdict(
    'Release-Job',
    await ask(transport, request('Release-Job', jobTarget(number)), options),
  )
}

/** Set-Job-Attributes (RFC 3380 section 4.2) */
export async function setJobAttributes(
  transport: Transport,
  number: number,
  attributes: readonly IppAttribute[],
  signal: AbortSignal,
) {
  const message = request('Set-Job-Attributes', jobTarget(number), { tag: GROUP.job, attributes })
  return jobVerdict('Set-Job-Attributes', await ask(transport, message, { signal }))
}

/**
 * Cancel-Jobs (PWG 5100.11 section 6.2). Not Cancel-Job: where user names are only claimed, the policy must leave that
 * one open without credentials, so the connector cannot prove there who it is.
 */
export async function cancelJobs(
  transport: Transport,
  queue: string,
  numbers: readonly number[],
  options: SendOptions,
) {
  const attributes = [
    makeAttribute('printer-uri', queueUri(queue)),
    makeAttribute('job-ids', ...numbers),
  ]
  return jobVerdict(
    'Cancel-Jobs',
    await ask(transport, request('Cancel-Jobs', attributes), options),
  )
}

/** CUPS-Get-Document: the document's bytes as spooled. null = there is no such document. */
export async function openSpooledDocument(
  transport: Transport,
  jobNumber: number,
  documentNumber: number,
  options: SendOptions,
): Promise<Readable | null> {
  const attributes = [...jobTarget(jobNumber), makeAttribute('document-number', documentNumber)]
  const reply = await transport.send(request('CUPS-Get-Document', attributes), options)
  return documentOf('CUPS-Get-Document', reply)
}

/** CUPS-Get-PPD as text. null = the queue has none (a raw queue), or there is no such queue. */
export async function fetchPpd(
  transport: Transport,
  queue: string,
  signal: AbortSignal,
): Promise<string | null> {
  const attributes = [makeAttribute('printer-uri', queueUri(queue))]
  const reply = await transport.send(request('CUPS-Get-PPD', attributes), { signal })
  const document = await documentOf('CUPS-Get-PPD', reply)
  return document === null ? null : readText(document)
}

/** Get-Printer-Attributes of one queue. null = there is no such queue. */
export async function fetchQueueAttributes(
  transport: Transport,
  queue: string,
  requested: readonly string[],
  signal: AbortSignal,
): Promise<IppGroup | null> {
  const attributes = [makeAttribute('printer-uri', queueUri(queue)), wanted(requested)]
  const reply = await ask(transport, request('Get-Printer-Attributes', attributes), { signal })
  if (reply.code === STATUS.notFound) return null
  throwUnlessGood('Get-Printer-Attributes', reply)
  return groupsOf(reply, GROUP.printer)[0] ?? null
}

/** CUPS-Get-Printers */
export async function fetchQueues(
  transport: Transport,
  requested: readonly string[],
  signal: AbortSignal,
): Promise<readonly IppGroup[]> {
  const message = request('CUPS-Get-Printers', [wanted(requested)])
  const reply = await ask(transport, message, { signal, limits: LIST_LIMITS })
  if (reply.code === STATUS.notFound) return []
  throwUnlessGood('CUPS-Get-Printers', reply)
  return groupsOf(reply, GROUP.printer)
}

/** CUPS-Add-Modify-Printer: makes the queue, or changes what is named. */
export async function saveQueue(
  transport: Transport,
  queue: string,
  attributes: readonly IppAttribute[],
  ppd: string | null,
  signal: AbortSignal,
): Promise<void> {
  const message = request(
    'CUPS-Add-Modify-Printer',
    [makeAttribute('printer-uri', queueUri(queue))],
    { tag: GROUP.printer, attributes },
  )
  const document = ppd === null ? {} : { document: new TextEncoder().encode(ppd) }
  throwUnlessGood('CUPS-Add-Modify-Printer', await ask(transport, message, { signal, ...document }))
}

/** CUPS-Delete-Printer; one that is gone already is fine. */
export async function deleteQueue(
  transport: Transport,
  queue: string,
  signal: AbortSignal,
): Promise<void> {
  const attributes = [makeAttribute('printer-uri', queueUri(queue))]
  const reply = await ask(transport, request('CUPS-Delete-Printer', attributes), { signal })
  if (reply.code !== STATUS.notFound) throwUnlessGood('CUPS-Delete-Printer', reply)
}

/** Create-Printer-Subscriptions (RFC 3995 section 11.1.2) for the whole server, to be pulled. Returns its id. */
export async function createSubscription(
  transport: Transport,
  events: readonly string[],
  leaseSeconds: number,
  signal: AbortSignal,
): Promise<number> {
  const message = request(
    'Create-Printer-Subscriptions',
    [makeAttribute('printer-uri', SERVER_URI)],
    {
      tag: GROUP.subscription,
      attributes: [
        makeAttribute('notify-pull-method', 'ippget'),
        makeAttribute('notify-events', ...events),
        makeAttribute('notify-lease-duration', leaseSeconds),
      ],
    },
  )
  const reply = await ask(transport, message, { signal })
  throwUnlessGood('Create-Printer-Subscriptions', reply)
  const group = groupsOf(reply, GROUP.subscription)[0]
  const id = group === undefined ? undefined : numberOf(group, 'notify-subscription-id')
  if (id === undefined) {
    throw new Problem('spooler-answer-unreadable', 'the new subscription has no id')
  }
  return id
}

/** Renew-Subscription (RFC 3995 section 11.2.6) */
export async function renewSubscription(
  transport: Transport,
  id: number,
  leaseSeconds: number,
  signal: AbortSignal,
) {
  const message = request(
    'Renew-Subscription',
    [makeAttribute('printer-uri', SERVER_URI), makeAttribute('notify-subscription-id', id)],
    {
      tag: GROUP.subscription,
      attributes: [makeAttribute('notify-lease-duration', leaseSeconds)],
    },
  )
  return jobVerdict('Renew-Subscription', await ask(transport, message, { signal }))
}

/** Cancel-Subscription (RFC 3995 section 11.2.7) */
export async function cancelSubscription(transport: Transport, id: number, signal: AbortSignal) {
  const message = request('Cancel-Subscription', [
    makeAttribute('printer-uri', SERVER_URI),
    makeAttribute('notify-subscription-id', id),
  ])
  return jobVerdict('Cancel-Subscription', await ask(transport, message, { signal }))
}

/** Get-Notifications (RFC 3996 section 5): the request for events from `firstSequence` on. */
export function makeGetNotifications(id: number, firstSequence: number): IppMessage {
  return request('Get-Notifications', [
    makeAttribute('printer-uri', SERVER_URI),
    makeAttribute('notify-subscription-ids', id),
    makeAttribute('notify-sequence-numbers', firstSequence),
  ])
}

/** Validate-Job: asks whether a job would be taken, and makes none. */
export async function validateJob(
  transport: Transport,
  queue: string,
  options: SendOptions,
): Promise<void> {
  const message = request('Validate-Job', [makeAttribute('printer-uri', queueUri(queue))])
  throwUnlessGood('Validate-Job', await ask(transport, message, options))
}

/** Create-Job. Returns the job's number. */
export async function createJob(
  transport: Transport,
  queue: string,
  user: string,
  name: string,
  options: readonly IppAttribute[],
  sending: SendOptions,
): Promise<number> {
  const message = request(
    'Create-Job',
    [
      makeAttribute('printer-uri', queueUri(queue)),
      makeAttribute('requesting-user-name', user),
      makeAttribute('job-name', name),
    ],
    { tag: GROUP.job, attributes: options },
  )
  const reply = await ask(transport, message, sending)
  throwUnlessGood('Create-Job', reply)
  const group = groupsOf(reply, GROUP.job)[0]
  const number = group === undefined ? undefined : numberOf(group, 'job-id')
  if (number === undefined) {
    throw new Problem('spooler-answer-unreadable', 'the new job has no number')
  }
  return number
}

/** Send-Document, streamed: the document may have any size. */
export async function sendDocument(
  transport: Transport,
  jobNumber: number,
  user: string,
  document: Uint8Array | Readable,
  format: string,
  isLast: boolean,
  sending: SendOptions,
): Promise<void> {
  const message = request('Send-Document', [
    ...jobTarget(jobNumber),
    makeAttribute('requesting-user-name', user),
    makeAttribute('document-format', format),
    makeAttribute('last-document', isLast),
  ])
  throwUnlessGood('Send-Document', await ask(transport, message, { ...sending, document }))
}

/** A stopped queue accepts jobs and never starts one. */
export const stoppedState = (): IppAttribute =>
  makeAttribute('printer-state', PRINTER_STATE.stopped)
export const idleState = (): IppAttribute => makeAttribute('printer-state', PRINTER_STATE.idle)

/** Throws unless the status is good: `spooler-unreachable` when cupsd itself is in trouble, else `spooler-refused`. */
export function throwUnlessGood(operation: OperationName, reply: IppMessage): void {
  if (reply.code < FIRST_CLIENT_ERROR) return
  const group = groupsOf(reply, GROUP.operation)[0]
  const words = group === undefined ? undefined : textOf(group, 'status-message')
  const said = words === undefined ? '' : ` (${cleanText(words, DETAIL_LIMIT)})`
  throw new Problem(
    reply.code >= FIRST_SERVER_ERROR ? 'spooler-unreachable' : 'spooler-refused',
    `${operation}: ${statusName(reply.code)}${said}`,
  )
}

function request(
  operation: OperationName,
  attributes: readonly IppAttribute[],
  ...groups: readonly IppGroup[]
): IppMessage {
  REQUEST_IDS.last = (REQUEST_IDS.last % 0x7fffffff) + 1
  return makeRequest(operation, REQUEST_IDS.last, attributes, ...groups)
}

const wanted = (names: readonly string[]) => makeAttribute('requested-attributes', ...names)
const jobTarget = (number: number) => [makeAttribute('job-uri', jobUri(number))]

function jobVerdict(operation: OperationName, reply: IppMessage): JobVerdict {
  if (reply.code === STATUS.notPossible) return 'not-possible'
  if (reply.code === STATUS.notFound) return 'not-found'
  throwUnlessGood(operation, reply)
  return 'done'
}

async function documentOf(operation: OperationName, reply: IppReply): Promise<Readable | null> {
  if (reply.message.code < FIRST_CLIENT_ERROR) return reply.document
  reply.document.resume()
  if (reply.message.code === STATUS.notFound) return null
  throwUnlessGood(operation, reply.message)
  return null
}
