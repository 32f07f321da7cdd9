/** Finds jobs, newest first, over a bounded number of rows: what that costs does not depend on how many jobs there are. */
import { normalizeUsername } from '#shared/contracts/ids.ts'
import { JOB_FILTER_ROWS_LIMIT, type Job, type JobQuery } from '#shared/contracts/job.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { isOpen } from '#shared/ledger/settle.ts'
import { idsFrom } from '../reports/slots.ts'
import { loadHeldPage } from '../stores/held-jobs.ts'
import { type JobRecord, loadJobPage } from '../stores/jobs.ts'
import { loadUserJobPage } from '../stores/user-jobs.ts'

export type JobFilters = Omit<JobQuery, 'limit' | 'cursor'>

export interface JobSearch {
  readonly tenantId: string
  readonly filters: JobFilters
  /** As the caller may see it: what is hidden from them is hidden from the filters too. */
  readonly present: (job: JobRecord) => Job
  readonly limit: number
  /** Id of the last job of the page before; null = from the newest on. */
  readonly after: string | null
  readonly rowsLimit?: number
}

export interface JobsFound {
  readonly items: readonly Job[]
  readonly after: string | null
  readonly lookedAt: number
}

/** The newest rows in which jobs of one user are looked for that are not among the user's own, because no end was booked. */
const NEWEST_ROWS_LIMIT = 200
const READ_LIMIT = 250

/**
 * By user: the rows of that user alone, led by the user's jobs under way. Everything else: all jobs of the period, as
 * many as one request may look at.
 */
export async function findJobs(search: JobSearch): Promise<JobsFound> {
  const { user } = search.filters
  if (user !== undefined) return findOfUser(search, normalizeUsername(user))
  return readOn(search, makeReader(search), search.after)
}

type Reader = (
  limit: number,
  after: string | null,
) => Promise<{ readonly items: readonly JobRecord[]; readonly after: string | null }>

function makeReader({ tenantId, filters }: JobSearch): Reader {
  const range = rangeOf(filters)
  return (limit, after) => loadJobPage(tenantId, limit, after, range)
}

function rangeOf({ from, to }: JobFilters): { above?: string; below?: string } {
  return {
    ...(from === undefined ? {} : { above: idsFrom(Date.parse(from)) }),
    ...(to === undefined ? {} : { below: idsFrom(Date.parse(to)) }),
  }
}

/**
 * Reads no more rows than are still wanted while most fit, and more at once where few do. Rows beyond the last one that
 * was wanted are read again by the next page.
 */
async function readOn(search: JobSearch, read: Reader, from: string | null): Promise<JobsFound> {
  const { limit, present, filters, rowsLimit = JOB_FILTER_ROWS_LIMIT } = search
  const items: Job[] = []
  let after = from
  let lookedAt = 0
  let length = limit
  for (let asked = 0; asked < rowsLimit; ) {
    const step = Math.min(length, READ_LIMIT, rowsLimit - asked)
    const page = await read(step, after)
    asked += step
    lookedAt += page.items.length
    const fitting = page.items.map(present).filter((job) => fits(job, filters))
    const taken = fitting.slice(0, limit - items.length)
    items.push(...taken)
    if (taken.length < fitting.length) {
      return { items, after: taken.at(-1)?.id ?? after, lookedAt }
    }
    after = page.after
    if (after === null || items.length >= limit) break
    length = fitting.length === 0 ? length * 2 : length
  }
  return { items, after, lookedAt }
}

async function findOfUser(search: JobSearch, user: string): Promise<JobsFound> {
  const { tenantId, filters, after, limit } = search
  const range = rangeOf(filters)
  const read: Reader = (length, at) => loadUserJobPage(tenantId, user, length, at, range)
  const ended = await readOn(search, read, after)
  if (after !== null) return ended
  const [held, newest] = await Promise.all([
    loadHeldPage(tenantId, user, limit, null),
    loadJobPage(tenantId, NEWEST_ROWS_LIMIT, null, range),
  ])
  const unbooked = new Map<string, JobRecord>()
  for (const job of [...newest.items, ...held.items]) {
    if (job.decided?.user === user && !isListed(job, ended)) unbooked.set(job.jobId, job)
  }
  const leading = [...unbooked.values()].map(search.present).filter((job) => fits(job, filters))
  const lookedAt = ended.lookedAt + held.items.length + newest.items.length
  return { ...mergeNewestFirst(leading, ended, limit), lookedAt }
}

/** On this page of the user's own jobs, or on a later one. */
function isListed({ jobId, state }: JobRecord, { items, after }: JobsFound): boolean {
  if (items.some(({ id }) => id === jobId)) return true
  const last = items.at(-1)?.id
  return !isOpen(state) && after !== null && (last === undefined || jobId < last)
}

/**
 * Every job whose end is not booked stands on the first page, wherever its time would put it, so the page may be longer
 * than asked for.
 */
function mergeNewestFirst(leading: readonly Job[], ended: JobsFound, limit: number) {
  const items = [...leading.slice(0, limit), ...ended.items]
  return { items: items.sort((one, other) => (one.id < other.id ? 1 : -1)), after: ended.after }
}

function fits(job: Job, filters: JobFilters): boolean {
  const { state, user, printer, document, account, language, from, to } = filters
  return (
    (state === undefined || job.state === state) &&
    (user === undefined || job.user === normalizeUsername(user)) &&
    (printer === undefined || job.printer === printer || job.printerId === printer) &&
    (account === undefined || job.account === account) &&
    (language === undefined || job.language === language) &&
    (document === undefined || job.documentName.toLowerCase().includes(document.toLowerCase())) &&
    // Ids carry the time; the stored time of making is the same one in words.
    (from === undefined || job.id >= idsFrom(Date.parse(from))) &&
    (to === undefined || job.id < idsFrom(Date.parse(to))) &&
    fitsCost(job, filters)
  )
}

function fitsCost({ cost }: Job, { minCost, maxCost }: JobFilters): boolean {
  if (minCost === undefined && maxCost === undefined) return true
  const costMinor = parseAmount(cost)
  return (
    (minCost === undefined || costMinor >= parseAmount(minCost)) &&
    (maxCost === undefined || costMinor <= parseAmount(maxCost))
  )
}
