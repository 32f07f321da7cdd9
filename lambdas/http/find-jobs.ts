/** Finds jobs, newest first, over a bounded number of rows: what that costs does not depend on how many jobs there are. */
import { normalizeUsername } from '#shared/contracts/ids.ts'
import { JOB_FILTER_ROWS_LIMIT, type Job, type JobQuery } from '#shared/contracts/job.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { idsFrom } from '../reports/slots.ts'
import { loadHeldPage } from '../stores/held-jobs.ts'
import { isForgotten, type JobRecord, loadJobPage } from '../stores/jobs.ts'
import { loadUserJobPage } from '../stores/user-jobs.ts'

export type JobFilters = Omit<JobQuery, 'limit' | 'cursor'>

export interface JobSearch {
  readonly tenantId: string
  readonly filters: JobFilters
  /** As the caller may see it: what is hidden from them is hidden from the filters too. */
  readonly present: (job: JobRecord) => Job
  readonly nowMs: number
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

/** Rows in which a user's jobs are looked for whose end is not booked: the newest of all, and those of waiting ones. */
const UNBOOKED_ROWS_LIMIT = 200
const READ_LIMIT = 250

/**
 * By user: the rows of that user alone, and the user's jobs under way. Everything else: all jobs of the period, as many
 * as one request may look at.
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
  const { limit, present, filters, nowMs, rowsLimit = JOB_FILTER_ROWS_LIMIT } = search
  const items: Job[] = []
  let after = from
  let lookedAt = 0
  let length = limit
  for (let asked = 0; asked < rowsLimit; ) {
    const step = Math.min(length, READ_LIMIT, rowsLimit - asked)
    const page = await read(step, after)
    asked += step
    lookedAt += page.items.length
    const fitting = page.items
      .filter((job) => !isForgotten(job, nowMs))
      .map(present)
      .filter((job) => fits(job, filters))
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

/** The user's own rows, merged with jobs of the user that are not among them because no end was booked yet. */
async function findOfUser(search: JobSearch, user: string): Promise<JobsFound> {
  const { tenantId, filters, after, limit } = search
  const range = rangeOf(filters)
  const read: Reader = (length, at) => loadUserJobPage(tenantId, user, length, at, range)
  const [booked, held, newest] = await Promise.all([
    readOn(search, read, after),
    loadHeldPage(tenantId, user, UNBOOKED_ROWS_LIMIT, null),
    loadJobPage(tenantId, UNBOOKED_ROWS_LIMIT, null, range),
  ])
  const jobs = new Map(booked.items.map((job) => [job.id, job]))
  for (const job of [...newest.items, ...held.items]) {
    // Beyond this page's end the next one finds it.
    const here = (after === null || job.jobId < after) && job.jobId > (booked.after ?? '')
    if (isForgotten(job, search.nowMs)) continue
    if (job.decided?.user !== user || !here || jobs.has(job.jobId)) continue
    const shown = search.present(job)
    if (fits(shown, filters)) jobs.set(job.jobId, shown)
  }
  const sorted = [...jobs.values()].sort((one, other) => (one.id < other.id ? 1 : -1))
  const items = sorted.slice(0, limit)
  return {
    items,
    after: items.length < sorted.length ? (items.at(-1)?.id ?? null) : booked.after,
    lookedAt: booked.lookedAt + held.items.length + newest.items.length,
  }
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
