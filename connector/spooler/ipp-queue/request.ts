/** What every request must be (RFC 8011 section 4.1) before any operation looks at it. Pure. */
import {
  groupsOf,
  type IppAttribute,
  type IppGroup,
  type IppMessage,
  isKnownVersion,
  valuesOf,
} from '../ipp/message.ts'
import { GROUP, OPERATION, STATUS, TAG } from '../ipp/tables.ts'

export interface QueueRequest {
  readonly message: IppMessage
  readonly operation: number
  /** Named by the HTTP path and, alike, by "printer-uri" or "job-uri". */
  readonly queue: string
  /** "job-id", or the last part of "job-uri"; null = the operation names no job. */
  readonly jobNumber: number | null
  readonly operationGroup: IppGroup
  /** "job-attributes-tag"; empty when there is none. */
  readonly jobGroup: IppGroup
  /** Every value of "requesting-user-name", first to last. */
  readonly claimedNames: readonly string[]
}

/** An answer that is no. */
export interface Refusal {
  readonly status: number
  /** "status-message" */
  readonly message: string
  /** Attributes for the "unsupported-attributes-tag" group. */
  readonly unsupported?: readonly IppAttribute[]
}

/** Path of a queue, and of a job below it: `/ipp/print/office`, `/ipp/print/office/7`. */
const QUEUE_PATH = /^\/ipp\/print(?:\/([^/?#]{1,127}))?(?:\/(\d{1,10}))?\/?$/
const JOB_NUMBER_LIMIT = 2_147_483_647

/** Attributes of any operation that have one value of one kind; another kind, or several values, is a bad request. */
const SINGLE_VALUES: ReadonlyMap<string, readonly number[]> = new Map([
  ['printer-uri', [TAG.uri]],
  ['job-uri', [TAG.uri]],
  ['job-id', [TAG.integer]],
  ['requesting-user-name', [TAG.name, TAG.nameWithLanguage]],
  ['job-name', [TAG.name, TAG.nameWithLanguage]],
  ['document-name', [TAG.name, TAG.nameWithLanguage]],
  ['document-format', [TAG.mimeMediaType]],
  ['compression', [TAG.keyword]],
  ['ipp-attribute-fidelity', [TAG.boolean]],
  ['last-document', [TAG.boolean]],
  ['my-jobs', [TAG.boolean]],
  ['which-jobs', [TAG.keyword]],
  ['limit', [TAG.integer]],
])
/** A name sent twice is somebody trying to be two people: judged by the decision, not here. */
const JUDGED_LATER: ReadonlySet<string> = new Set(['requesting-user-name'])

export function parseRequest(
  message: IppMessage,
  path: string,
  onlyQueue: string | null,
): QueueRequest | Refusal {
  if (!isKnownVersion(message.version)) {
    return refusal(STATUS.versionNotSupported, 'the versions here are 1.0, 1.1 and 2.0')
  }
  if (message.requestId <= 0) return bad('the request-id is not positive')
  const [operationGroup, ...others] = message.groups
  if (operationGroup?.tag !== GROUP.operation) return bad('operation attributes come first')
  if (others.some(({ tag }) => tag === GROUP.operation)) return bad('operation attributes twice')
  const flaw = checkLeading(operationGroup) ?? checkSingles(operationGroup)
  if (flaw !== null) return flaw
  if (!OPERATIONS.has(message.code)) {
    return refusal(STATUS.operationNotSupported, 'this printer does not have the operation')
  }
  const target = parseTarget(operationGroup, path, onlyQueue)
  if ('status' in target) return target
  return {
    message,
    operation: message.code,
    ...target,
    operationGroup,
    jobGroup: groupsOf(message, GROUP.job)[0] ?? { tag: GROUP.job, attributes: [] },
    claimedNames: valuesOf(operationGroup, 'requesting-user-name').filter(
      (value): value is string => typeof value === 'string',
    ),
  }
}

/** Queue and job of a path; null = not one of ours. */
export function parsePath(
  path: string,
  onlyQueue: string | null,
): { queue: string; jobNumber: number | null } | null {
  const [, encoded, number] = QUEUE_PATH.exec(path) ?? []
  // `/ipp/print` is what many clients try by themselves; it is no riddle where there is one queue.
  const queue = encoded === undefined ? isBare(path) && onlyQueue : decode(encoded)
  if (queue === false || queue === null) return null
  const jobNumber = number === undefined ? null : Number(number)
  if (jobNumber !== null && jobNumber > JOB_NUMBER_LIMIT) return null
  return { queue, jobNumber }
}

export const bad = (message: string): Refusal => refusal(STATUS.badRequest, message)

export function refusal(status: number, message: string): Refusal {
  return { status, message }
}

/**
 * Of the self-certification's list I-10 (IPP Everywhere), and Send-URI, which is answered and never done: nobody makes
 * the queue fetch addresses. Holding and releasing is the decision's alone.
 */
export const OPERATIONS: ReadonlySet<number> = new Set([
  OPERATION['Print-Job'],
  OPERATION['Validate-Job'],
  OPERATION['Create-Job'],
  OPERATION['Send-Document'],
  OPERATION['Send-URI'],
  OPERATION['Cancel-Job'],
  OPERATION['Get-Job-Attributes'],
  OPERATION['Get-Jobs'],
  OPERATION['Get-Printer-Attributes'],
  OPERATION['Cancel-My-Jobs'],
  OPERATION['Close-Job'],
  OPERATION['Identify-Printer'],
])

const CHARSETS = new Set(['utf-8', 'us-ascii'])

/** "attributes-charset" and "attributes-natural-language" lead every request (RFC 8011 section 4.1.4). */
function checkLeading({ attributes: [first, second] }: IppGroup): Refusal | null {
  if (first?.name !== 'attributes-charset' || first.tag !== TAG.charset) {
    return bad('attributes-charset comes first')
  }
  if (
    second?.name !== 'attributes-natural-language' ||
    second.tag !== TAG.naturalLanguage ||
    second.values.length !== 1 ||
    first.values.length !== 1
  ) {
    return bad('attributes-natural-language comes second')
  }
  const [value] = first.values
  return typeof value === 'string' && CHARSETS.has(value.toLowerCase())
    ? null
    : refusal(STATUS.charsetNotSupported, 'the charset here is utf-8')
}

function checkSingles({ attributes }: IppGroup): Refusal | null {
  const seen = new Set<string>()
  for (const { name, tag, values } of attributes) {
    if (name === '') return bad('an attribute without a name')
    const tags = SINGLE_VALUES.get(name)
    if (tags !== undefined && !tags.includes(tag)) return bad(`${name} is of another kind`)
    if (JUDGED_LATER.has(name)) continue
    if (tags !== undefined && values.length !== 1) return bad(`${name} has one value`)
    if (seen.has(name)) return bad('an attribute is there twice')
    seen.add(name)
  }
  return null
}

/** The URI in the request must be the one that the request was sent to: else two layers would believe two things. */
function parseTarget(
  group: IppGroup,
  path: string,
  onlyQueue: string | null,
): Pick<QueueRequest, 'queue' | 'jobNumber'> | Refusal {
  const asked = parsePath(path, onlyQueue)
  if (asked === null) return refusal(STATUS.notFound, 'there is no such printer')
  const [printerUri] = valuesOf(group, 'printer-uri')
  const [jobUri] = valuesOf(group, 'job-uri')
  const [jobId] = valuesOf(group, 'job-id')
  const given = typeof printerUri === 'string' ? printerUri : jobUri
  if (typeof given !== 'string') return bad('printer-uri or job-uri is missing')
  const named = parseUri(given, onlyQueue)
  if (named === null || named.queue !== asked.queue) {
    return refusal(STATUS.notFound, 'the request was sent to another printer than it names')
  }
  const jobNumber = typeof jobId === 'number' ? jobId : named.jobNumber
  if (typeof printerUri === 'string' && named.jobNumber !== null) {
    return bad('printer-uri names a job')
  }
  return { queue: asked.queue, jobNumber }
}

/** The host is what the client calls us: any name may lead here. */
function parseUri(given: string, onlyQueue: string | null) {
  const path = /^(?:ipps?|https?):\/\/[^/?#\s]{1,255}(\/[^?#\s]{0,255})$/i.exec(given)?.[1]
  return path === undefined ? null : parsePath(path, onlyQueue)
}

const isBare = (path: string) => /^\/ipp\/print\/?$/.test(path)

function decode(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return null
  }
}
