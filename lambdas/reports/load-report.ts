/** Loads a report: rows of days that were counted before, or one page of a list. Its cost does not grow with the jobs. */

import { normalizeUsername, userAccountId } from '#shared/contracts/ids.ts'
import type { Job } from '#shared/contracts/job.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type {
  Report,
  ReportFilters,
  ReportLanguage,
  ReportName,
  ReportRow,
} from '#shared/contracts/report.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { findJobs } from '../http/find-jobs.ts'
import { presentJob } from '../http/present.ts'
import { loadAccounts } from '../stores/accounts.ts'
import { loadEntryRange } from '../stores/entries.ts'
import { isForgotten, loadJobs } from '../stores/jobs.ts'
import { loadPrinterPage } from '../stores/printers.ts'
import { loadDays } from '../stores/rollups.ts'
import { loadUserPage } from '../stores/users.ts'
import { describeColumns, REPORT_KINDS } from './catalog.ts'
import { unpackNames, unpackTotal } from './pack-tally.ts'
import { daysOf, type Period, timesOf } from './period.ts'
import { idsFrom } from './slots.ts'
import { addTallies, type Dimension, type Tally } from './tally.ts'
import { addUsage, compareUsage, NOTHING_USED, type Usage } from './usage.ts'
import { makeUsageRow } from './usage-rows.ts'
import { REPORT_HEADINGS, WORDS } from './words.ts'

export interface ReportOrder {
  readonly tenant: Tenant
  readonly name: ReportName
  readonly period: Period
  readonly filters: ReportFilters
  readonly language: ReportLanguage
  readonly nowMs: number
  readonly limit: number
  readonly after: string | null
}

/** `after`: where the next page begins; null = there is none. */
export interface LoadedReport {
  readonly report: Omit<Report, 'next'>
  readonly after: string | null
}

interface Loaded {
  readonly rows: readonly ReportRow[]
  readonly total: ReportRow | null
  readonly others: ReportRow | null
  readonly after: string | null
}

const TOP_LIMIT = 20
/** Jobs that one page of the print log may look at. */
const LOG_ROWS_LIMIT = 5_000

/** Throws `request-malformed` without a filter that the report needs, and for one that it does not know. */
export async function loadReport(order: ReportOrder): Promise<LoadedReport> {
  const { tenant, name, period, language } = order
  const kind = REPORT_KINDS[name]
  checkFilters(order)
  const { rows, total, others, after } = await loadRows(order)
  const columns = describeColumns(name, language)
  const ids = new Set<string>(columns.map(({ id }) => id))
  const choose = (row: ReportRow): ReportRow =>
    Object.fromEntries(Object.entries(row).filter(([id]) => ids.has(id)))
  const report = {
    name,
    heading: REPORT_HEADINGS[name][language],
    from: kind.period ? period.first : null,
    to: kind.period ? period.last : null,
    timeZone: tenant.settings.timeZone,
    currency: tenant.currency,
    columns,
    rows: rows.map(choose),
    total: total && choose(total),
    others: others && choose(others),
    notes: name === 'environment' ? [WORDS.co2[language], WORDS.water[language]] : [],
  }
  return { report, after }
}

function checkFilters({ name, filters }: ReportOrder): void {
  const { filters: known, needs } = REPORT_KINDS[name]
  const given = Object.entries(filters).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  )
  const fields = [
    ...given
      .filter((key) => !(known as readonly string[]).includes(key))
      .map((key) => ({ path: `/${key}`, message: 'is no filter of this report' })),
    ...needs
      .filter((key) => !given.includes(key))
      .map((key) => ({ path: `/${key}`, message: 'is needed by this report' })),
    ...(name === 'summary' && given.length > 1
      ? [{ path: `/${given[1]}`, message: 'must be the only filter of this report' }]
      : []),
  ]
  if (fields.length === 0) return
  throw new Problem('request-malformed', 'the query does not fit the report', { fields })
}

function loadRows(order: ReportOrder): Promise<Loaded> {
  switch (order.name) {
    case 'summary':
      return loadDayRows(order)
    case 'environment':
      return loadDayRows(order)
    case 'users':
    case 'users-by-type':
      return loadNameRows(order, 'user', order.limit)
    case 'most-active-users':
      return loadNameRows(order, 'user', TOP_LIMIT)
    case 'printers':
    case 'printers-by-type':
      return loadNameRows(order, 'printer', order.limit)
    case 'busiest-printers':
      return loadNameRows(order, 'printer', TOP_LIMIT)
    case 'groups':
      return loadNameRows(order, 'group', order.limit)
    case 'accounts':
      return loadNameRows(order, 'account', order.limit, (account) => account.startsWith('shared:'))
    case 'job-types':
      return loadKindRows(order)
    case 'refusals':
      return loadRefusalRows(order)
    case 'largest-jobs':
      return loadLargestRows(order)
    case 'print-log':
      return loadLogRows(order)
    case 'account-statement':
      return loadStatementRows(order)
    case 'user-list':
      return loadUserRows(order)
    case 'printer-list':
      return loadPrinterRows(order)
  }
}

/** Every day of the period has a row, also one without a job. */
async function loadDayRows({ tenant, period, filters }: ReportOrder): Promise<Loaded> {
  const [dimension, key] = namedBy(filters)
  const days = await loadDays(tenant.id, dimension ?? 'total', period.first, period.last)
  const usageOf = ({ packed }: { packed: Uint8Array }): Usage =>
    dimension === null
      ? unpackTotal(packed).total
      : (unpackNames(packed, dimension).by[dimension].get(key) ?? NOTHING_USED)
  const known = new Map(days.map((one) => [one.day, usageOf(one)]))
  const rows = daysOf(period).map((day) => ({
    day,
    ...makeUsageRow(known.get(day) ?? NOTHING_USED),
  }))
  return { rows, total: makeUsageRow(sumOf(known.values())), others: null, after: null }
}

function namedBy({ user, printer, group, account }: ReportFilters): [Dimension | null, string] {
  if (user !== undefined) return ['user', normalizeUsername(user)]
  if (printer !== undefined) return ['printer', printer]
  if (group !== undefined) return ['group', group]
  return account === undefined ? [null, ''] : ['account', account]
}

/** Most sides first. What a day did not keep apart, and what is beyond `limit`, is in `others`. */
async function loadNameRows(
  { tenant, period, filters, after }: ReportOrder,
  dimension: Dimension,
  limit: number,
  isShown: (name: string) => boolean = () => true,
): Promise<Loaded> {
  const days = await loadDays(tenant.id, dimension, period.first, period.last)
  const tally = addTallies(days.map(({ packed }) => unpackNames(packed, dimension)))
  const [, only] = namedBy(filters)
  const ranked = [...tally.by[dimension]]
    .filter(([name]) => isShown(name) && (only === '' || name === only))
    .sort(compareUsage)
  const start = after === null ? 0 : Number(after)
  const end = start + limit
  const rest = only === '' ? tally.others[dimension] : NOTHING_USED
  return {
    rows: ranked
      .slice(start, end)
      .map(([name, usage]) => ({ [dimension]: name, ...makeUsageRow(usage) })),
    total: makeUsageRow(sumOf([...ranked.map(([, usage]) => usage), rest])),
    others: rest.jobs === 0 ? null : makeUsageRow(rest),
    after: end < ranked.length && limit !== TOP_LIMIT ? String(end) : null,
  }
}

async function loadKindRows(order: ReportOrder): Promise<Loaded> {
  const tally = await loadTotal(order)
  const rows = [...tally.kinds]
    .filter(([kind]) => !kind.startsWith('reason:'))
    .map(([kind, usage]) => ({ ...splitKind(kind), ...makeUsageRow(usage), usage }))
    .sort(
      (one, other) =>
        (one.kind < other.kind ? -1 : one.kind > other.kind ? 1 : 0) ||
        compareUsage([one.value, one.usage], [other.value, other.usage]),
    )
    .map(({ usage: _, ...row }) => row)
  return { rows, total: makeUsageRow(tally.total), others: null, after: null }
}

async function loadRefusalRows(order: ReportOrder): Promise<Loaded> {
  const { kinds } = await loadTotal(order)
  const rows = [...kinds]
    .filter(([kind]) => kind.startsWith('reason:'))
    .map(([kind, { jobs }]) => ({ reason: splitKind(kind).value, jobs }))
    .sort((one, other) => other.jobs - one.jobs || (one.reason < other.reason ? -1 : 1))
  const refused = kinds.get('state:refused')?.jobs ?? 0
  return { rows, total: { jobs: refused }, others: null, after: null }
}

const splitKind = (kind: string) => {
  const at = kind.indexOf(':')
  return { kind: kind.slice(0, at), value: kind.slice(at + 1) }
}

async function loadTotal({ tenant, period }: ReportOrder): Promise<Tally> {
  const days = await loadDays(tenant.id, 'total', period.first, period.last)
  return addTallies(days.map(({ packed }) => unpackTotal(packed)))
}

async function loadLargestRows(order: ReportOrder): Promise<Loaded> {
  const { largest } = await loadTotal(order)
  const ids = largest.map(({ jobId }) => jobId)
  const jobs = await loadJobs(order.tenant.id, ids)
  const rows = jobs.flatMap((job) =>
    job === null || isForgotten(job, order.nowMs)
      ? []
      : [makeJobRow(presentJob(job, order.tenant.currency))],
  )
  return { rows, total: null, others: null, after: null }
}

async function loadLogRows({
  tenant,
  period,
  filters,
  nowMs,
  limit,
  after,
}: ReportOrder): Promise<Loaded> {
  const { fromMs, toMs } = timesOf(period, tenant.settings.timeZone)
  const { user, printer, account, state } = filters
  const found = await findJobs({
    tenantId: tenant.id,
    filters: {
      user,
      printer,
      account,
      state,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
    },
    present: (job) => presentJob(job, tenant.currency),
    nowMs,
    limit,
    after,
    rowsLimit: LOG_ROWS_LIMIT,
  })
  return { rows: found.items.map(makeJobRow), total: null, others: null, after: found.after }
}

function makeJobRow(job: Job): ReportRow {
  const { createdAt, user, printerId, documentName, state, language, pages, copies, sheets } = job
  const { cost } = job
  const told = { user, printer: printerId, documentName, state, language, pages, copies, sheets }
  return { at: createdAt, ...told, cost }
}

async function loadStatementRows(order: ReportOrder): Promise<Loaded> {
  const { tenant, period, filters, limit, after } = order
  const { fromMs, toMs } = timesOf(period, tenant.settings.timeZone)
  const range = { above: idsFrom(fromMs), below: idsFrom(toMs), limit, after }
  const page = await loadEntryRange(tenant.id, filters.account ?? '', range)
  const rows = page.items.map(({ at, amountMinor, cause, comment, by }) => ({
    at,
    amount: formatAmount(amountMinor),
    cause: cause.kind,
    comment,
    by,
  }))
  return { rows, total: null, others: null, after: page.after }
}

async function loadUserRows({ tenant, limit, after }: ReportOrder): Promise<Loaded> {
  const page = await loadUserPage(tenant.id, limit, after)
  const ids = page.items.map(({ username }) => userAccountId(username))
  const accounts = await loadAccounts(tenant.id, ids)
  const rows = page.items.map((user, index) => ({
    user: user.username,
    fullName: user.fullName,
    email: user.email,
    groups: user.groups.join(', '),
    balance: formatAmount(accounts[index]?.postedMinor ?? 0n),
    restricted: user.restricted ? 'yes' : 'no',
    disabled: user.disabled ? 'yes' : 'no',
  }))
  return { rows, total: null, others: null, after: page.after }
}

async function loadPrinterRows({ tenant, limit, after }: ReportOrder): Promise<Loaded> {
  const page = await loadPrinterPage(tenant.id, limit, after)
  const rows = page.items.map(({ id, name, disabled }) => ({
    printer: id,
    name,
    disabled: disabled ? 'yes' : 'no',
  }))
  return { rows, total: null, others: null, after: page.after }
}

function sumOf(usages: Iterable<Usage>): Usage {
  return [...usages].reduce(addUsage, NOTHING_USED)
}
