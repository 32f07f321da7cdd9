/** From what is stored to what the API shows. */
import { type Account, type Entry, parseAccountId } from '#shared/contracts/account.ts'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import { type Job, WAITING_STATES } from '#shared/contracts/job.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import type { Connector } from '#shared/contracts/site.ts'
import type { TenantSettings } from '#shared/contracts/tenant.ts'
import type { User } from '#shared/contracts/user.ts'
import type { LedgerEntry } from '#shared/ledger/entry.ts'
import { isOpen } from '#shared/ledger/settle.ts'
import { formatTime } from '../middleware/doors.ts'
import { type AccountRecord, grantedMinor } from '../stores/accounts.ts'
import type { ConnectorRecord } from '../stores/connectors.ts'
import type { DecidedJob, JobRecord } from '../stores/jobs.ts'
import type { UserRecord } from '../stores/users.ts'

export function presentAccount(record: AccountRecord, settings: TenantSettings): Account {
  const granted = grantedMinor(record, settings)
  const place = parseAccountId(record.id)
  return {
    id: record.id,
    name: record.name,
    parent: place?.kind === 'shared' ? place.parent : null,
    balance: formatAmount(record.postedMinor),
    held: formatAmount(record.heldMinor),
    overdraft: formatAmount(record.overdraftMinor + granted),
    ownOverdraft: record.followsTenant ? null : formatAmount(record.overdraftMinor),
    available: formatAmount(record.availableMinor + granted),
    restricted: record.restricted,
    disabled: record.disabled,
    pin: record.pin,
    priority: record.priority,
  }
}

export function presentUser(
  record: UserRecord,
  account: AccountRecord,
  settings: TenantSettings,
): User {
  const { overdraft, ownOverdraft, balance } = presentAccount(account, settings)
  return {
    username: record.username,
    fullName: record.fullName,
    email: record.email,
    groups: [...record.groups],
    restricted: record.restricted,
    balance,
    overdraft,
    ownOverdraft,
    disabled: record.disabled,
    exempt: record.exempt,
    costRatePercent: record.costRatePercent,
    selection: record.selection,
    defaultAccount: record.defaultAccount,
    split: record.split,
    role: record.role,
  }
}

export function presentEntry(entry: LedgerEntry): Entry {
  return {
    id: entry.id,
    at: entry.at,
    amount: formatAmount(entry.amountMinor),
    postings: entry.postings.map(({ accountId, amountMinor }) => ({
      account: accountId,
      amount: formatAmount(amountMinor),
    })),
    cause: entry.cause,
    comment: entry.comment,
    by: entry.by,
  }
}

/** Without the public key and what else only the cloud needs. */
export function presentConnector(record: ConnectorRecord): Connector {
  const { id, siteId, name, version, platform, spooler, state, enrolledAt } = record
  const { lastSeenAt, jobsOpen } = record
  return { id, siteId, name, version, platform, spooler, state, enrolledAt, lastSeenAt, jobsOpen }
}

export function presentJob(record: JobRecord, currency: string): Job {
  const { jobId: id, state, connectorId, createdAt, endedAt, decided } = record
  const costMinor = isOpen(state) ? record.reservedMinor : record.chargedMinor
  const life = { id, state, connectorId, createdAt, endedAt, decidedBy: 'cloud' as const }
  const back = (record.refunds ?? []).reduce((sum, one) => sum + one.amountMinor, 0n)
  const money = { cost: formatAmount(costMinor), refunded: formatAmount(back) }
  const history = [...(record.history ?? [])]
  return decided === null
    ? { ...NEVER_ASKED, ...life, ...money, currency, comments: [], history }
    : { ...presentDecided(decided), ...life, ...money, ...presentWait(record, decided), history }
}

/** Who may end a wait, and when it ends by itself. */
function presentWait(
  { state }: JobRecord,
  { answer, decidedAt }: DecidedJob,
): Pick<Job, 'releaseBy' | 'waitsUntil'> {
  if (!(WAITING_STATES as readonly string[]).includes(state)) return {}
  const { releaseBy, holdSeconds } = JSON.parse(answer) as JobAnswer
  return {
    ...(releaseBy === undefined ? {} : { releaseBy }),
    ...(holdSeconds === null
      ? {}
      : { waitsUntil: formatTime(Date.parse(decidedAt) + holdSeconds * 1000) }),
  }
}

/** A tombstone: its outcome came before any question, so nothing else is known of it. */
const NEVER_ASKED = {
  verdict: null,
  user: '',
  printer: '',
  printerId: null,
  documentName: '',
  language: 'unknown',
  pages: null,
  colorPages: null,
  copies: 1,
  sheets: null,
  duplex: false,
  quoted: null,
  account: null,
  reasons: [],
} as const satisfies Partial<Job>

function presentDecided(decided: DecidedJob) {
  const answer = JSON.parse(decided.answer) as JobAnswer
  return {
    verdict: answer.verdict,
    user: decided.user,
    printer: decided.printerId.slice(0, decided.printerId.lastIndexOf('@')),
    printerId: decided.printerId,
    documentName: decided.documentName,
    language: decided.language,
    pages: decided.pages,
    colorPages: decided.colorPages,
    copies: decided.copies,
    sheets: decided.sheets,
    duplex: decided.duplex,
    quoted: decided.quoted,
    currency: answer.currency,
    account: answer.account,
    reasons: answer.reasons,
    comments: [...(decided.comments ?? [])],
  }
}
