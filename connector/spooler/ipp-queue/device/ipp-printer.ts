/** The IPP operations that we ask of a printer, each as one small function; verdicts where jobs change under our hands. */
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import { cleanText, cutBytes } from '../../cups/text.ts'
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
} from '../../ipp/message.ts'
import {
  FIRST_CLIENT_ERROR,
  FIRST_SERVER_ERROR,
  GROUP,
  JOB_STATE,
  type OperationName,
  STATUS,
  statusName,
} from '../../ipp/tables.ts'
import type { Exchange, IppConnection } from './ipp-connection.ts'

export interface IppPrinter {
  fetchPrinter(attributes: readonly string[], signal: AbortSignal): Promise<IppGroup>
  /** Names of attributes that it would not keep. Throws `printer-refused` for a job that it would not take. */
  validateJob(job: JobRequest, signal: AbortSignal): Promise<readonly string[]>
  /** The printer's number of the new job, "job-id". */
  createJob(job: JobRequest, signal: AbortSignal): Promise<number>
  sendDocument(number: number, sending: Sending, signal: AbortSignal): Promise<void>
  /** Print-Job, for printers that know nothing better. */
  printJob(job: JobRequest, sending: Sending, signal: AbortSignal): Promise<number>
  /** null = the printer knows no such job. */
  fetchJob(number: number, signal: AbortSignal): Promise<PrinterJob | null>
  /** Looks among waiting and ended jobs; null = none of that name. */
  findJob(name: string, signal: AbortSignal): Promise<number | null>
  /** A job that has ended or is gone is fine. */
  cancelJob(number: number, signal: AbortSignal): Promise<void>
  close(): void
}

export interface JobRequest {
  readonly name: string
  readonly userName: string
  readonly format: string
  readonly attributes: readonly IppAttribute[]
}

export interface Sending {
  readonly userName: string
  readonly format: string
  readonly document: Readable
  onSent?(): void
}

/** A job as the printer sees it, cleaned. */
export interface PrinterJob {
  readonly state: 'waiting' | 'printing' | 'stopped' | 'completed' | 'canceled' | 'aborted'
  /** Its document is not whole: "job-incoming", "job-data-insufficient", or none has come. */
  readonly isIncomplete: boolean
  readonly sidesDone: number | null
  readonly reasons: readonly string[]
  readonly detail: string
}

/** Longest name on the wire (RFC 8011 section 5.1.3); many printers show and keep less. */
const NAME_BYTES_LIMIT = 255
const JOBS_LISTED = 500
const JOB_ATTRIBUTES = [
  ...['job-state', 'job-state-reasons', 'job-state-message', 'number-of-documents'],
  ...['job-impressions-completed', 'job-printer-state-message'],
]
const KEYWORD = /^[a-z0-9][a-z0-9._-]{0,126}$/
const VERSION_1_1 = 0x0101
/** "server-error-version-not-supported" */
const VERSION_NOT_SUPPORTED = 0x0503
/** service-unavailable, temporary-error, not-accepting-jobs, busy: the same may be good in a while. */
const PASSING: ReadonlySet<number> = new Set([0x0502, 0x0505, 0x0506, 0x0507])

export function makeIppPrinter(uri: string, connection: IppConnection): IppPrinter {
  let lastRequestId = 0
  let version: number | null = null

  async function ask(
    operation: OperationName,
    attributes: readonly IppAttribute[],
    exchange: Exchange,
    ...groups: readonly IppGroup[]
  ): Promise<IppMessage> {
    const target = [makeAttribute('printer-uri', uri), ...attributes]
    lastRequestId = (lastRequestId % 0x7fff_fffe) + 1
    const request = makeRequest(operation, lastRequestId, target, ...groups)
    const reply = await connection.ask(
      version === null ? request : { ...request, version },
      exchange,
    )
    if (reply.code !== VERSION_NOT_SUPPORTED || version !== null || exchange.document) return reply
    version = VERSION_1_1
    return await connection.ask({ ...request, version }, exchange)
  }

  const jobTarget = (number: number, userName: string) => [
    makeAttribute('job-id', number),
    user(userName),
  ]

  async function listJobs(which: string, signal: AbortSignal): Promise<readonly IppGroup[]> {
    const attributes = [
      user(OWN_NAME),
      makeAttribute('limit', JOBS_LISTED),
      makeAttribute('which-jobs', which),
      makeAttribute('requested-attributes', 'job-id', 'job-name'),
    ]
    const reply = await ask('Get-Jobs', attributes, { signal, limits: LIST_LIMITS })
    if (reply.code === STATUS.notFound) return []
    throwUnlessGood('Get-Jobs', reply)
    return groupsOf(reply, GROUP.job)
  }

  return {
    async fetchPrinter(names, signal) {
      const attributes = [user(OWN_NAME), makeAttribute('requested-attributes', ...names)]
      const reply = await ask('Get-Printer-Attributes', attributes, { signal })
      throwUnlessGood('Get-Printer-Attributes', reply)
      return groupsOf(reply, GROUP.printer)[0] ?? { tag: GROUP.printer, attributes: [] }
    },

    async validateJob(job, signal) {
      const reply = await ask('Validate-Job', jobHead(job), { signal }, jobGroup(job))
      throwUnlessGood('Validate-Job', reply)
      const unsupported = groupsOf(reply, GROUP.unsupported)[0]?.attributes ?? []
      return unsupported.map(({ name }) => name).filter((name) => KEYWORD.test(name))
    },

    async createJob(job, signal) {
      // The format is Send-Document's to say.
      const head = jobHead(job).filter(({ name }) => name !== 'document-format')
      const reply = await ask('Create-Job', head, { signal }, jobGroup(job))
      throwUnlessGood('Create-Job', reply)
      return numberOfJob(reply)
    },

    async sendDocument(number, { userName, format, ...sending }, signal) {
      const attributes = [
        ...jobTarget(number, userName),
        makeAttribute('document-format', format),
        makeAttribute('last-document', true),
      ]
      throwUnlessGood(
        'Send-Document',
        await ask('Send-Document', attributes, { signal, ...sending }),
      )
    },

    async printJob(job, { document, onSent }, signal) {
      const exchange = { signal, document, ...(onSent ? { onSent } : {}) }
      const reply = await ask('Print-Job', jobHead(job), exchange, jobGroup(job))
      throwUnlessGood('Print-Job', reply)
      return numberOfJob(reply)
    },

    async fetchJob(number, signal) {
      const attributes = [
        ...jobTarget(number, OWN_NAME),
        makeAttribute('requested-attributes', ...JOB_ATTRIBUTES),
      ]
      const reply = await ask('Get-Job-Attributes', attributes, { signal })
      if (reply.code === STATUS.notFound) return null
      throwUnlessGood('Get-Job-Attributes', reply)
      const job = groupsOf(reply, GROUP.job)[0]
      if (job === undefined) throw new Problem('printer-answer-unreadable', 'a job says nothing')
      return parseJob(job)
    },

    async findJob(name, signal) {
      for (const which of ['not-completed', 'completed']) {
        const found = (await listJobs(which, signal)).find(
          (job) => textOf(job, 'job-name') === name,
        )
        const number = found === undefined ? undefined : numberOf(found, 'job-id')
        if (number !== undefined) return number
      }
      return null
    },

    async cancelJob(number, signal) {
      const reply = await ask('Cancel-Job', jobTarget(number, OWN_NAME), { signal })
      if (reply.code === STATUS.notFound || reply.code === STATUS.notPossible) return
      throwUnlessGood('Cancel-Job', reply)
    },

    close: () => connection.close(),
  }
}

/** "requesting-user-name" where it is us who ask. */
const OWN_NAME = 'spoolgate'

const user = (name: string) =>
  makeAttribute(
    'requesting-user-name',
    cutBytes(cleanText(name, NAME_BYTES_LIMIT), NAME_BYTES_LIMIT) || OWN_NAME,
  )

function jobHead(job: JobRequest): readonly IppAttribute[] {
  return [
    user(job.userName),
    makeAttribute('job-name', cutBytes(cleanText(job.name, NAME_BYTES_LIMIT), NAME_BYTES_LIMIT)),
    makeAttribute('ipp-attribute-fidelity', false),
    makeAttribute('document-format', job.format),
  ]
}

const jobGroup = ({ attributes }: JobRequest): IppGroup => ({ tag: GROUP.job, attributes })

function numberOfJob(reply: IppMessage): number {
  const job = groupsOf(reply, GROUP.job)[0]
  const number = job === undefined ? undefined : numberOf(job, 'job-id')
  if (number === undefined || number < 1) {
    throw new Problem('printer-answer-unreadable', 'the printer took a job without a number')
  }
  return number
}

function parseJob(job: IppGroup): PrinterJob {
  const reasons = job.attributes
    .filter(({ name }) => name === 'job-state-reasons')
    .flatMap(({ values }) => values)
    .filter((value) => typeof value === 'string')
    .filter((value) => KEYWORD.test(value) && value !== 'none')
    .slice(0, 16)
  const sides = numberOf(job, 'job-impressions-completed')
  const said = textOf(job, 'job-state-message') ?? textOf(job, 'job-printer-state-message') ?? ''
  return {
    state: stateOf(numberOf(job, 'job-state')),
    isIncomplete:
      reasons.includes('job-incoming') ||
      reasons.includes('job-data-insufficient') ||
      numberOf(job, 'number-of-documents') === 0,
    sidesDone: sides === undefined || sides < 0 || sides > 10_000_000 ? null : sides,
    reasons,
    detail: cleanText(said, 200),
  }
}

function stateOf(state: number | undefined): PrinterJob['state'] {
  switch (state) {
    case JOB_STATE.processing:
      return 'printing'
    case JOB_STATE.processingStopped:
      return 'stopped'
    case JOB_STATE.completed:
      return 'completed'
    case JOB_STATE.canceled:
      return 'canceled'
    case JOB_STATE.aborted:
      return 'aborted'
    default:
      return 'waiting'
  }
}

function throwUnlessGood(operation: string, reply: IppMessage): void {
  if (reply.code < FIRST_CLIENT_ERROR) return
  const group = groupsOf(reply, GROUP.operation)[0]
  const said = cleanText((group && textOf(group, 'status-message')) ?? '', 200)
  const detail = `${operation}: ${statusName(reply.code)}${said === '' ? '' : ` (${said})`}`
  const isPassing = PASSING.has(reply.code)
  // Trouble of its own is worth another try, its judgment of the job is not.
  const code =
    isPassing || reply.code >= FIRST_SERVER_ERROR ? 'printer-unreachable' : 'printer-refused'
  throw new Problem(code, detail)
}
