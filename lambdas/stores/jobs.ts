/** Jobs: one item under 1 KB each, from its answer to its end, and the transactions that move its money. */
import type { Charge } from '#shared/contracts/account.ts'
import type { Language } from '#shared/contracts/findings.ts'
import { type JobAct, type JobState, WAITING_STATES } from '#shared/contracts/job.ts'
import type { AmountText } from '#shared/contracts/money.ts'
import type { AccountMove } from '#shared/ledger/account-move.ts'
import type { Booking, EndedBy } from '#shared/ledger/settle.ts'
import { type AccountRecord, makeMoveWrite, readAccount } from './accounts.ts'
import { flag, money, numberOrNull, text, textOrNull } from './attributes.ts'
import { makeEntryRow } from './entries.ts'
import { type Explanation, makeExplanationRow } from './explanations.ts'
import type { Condition, Item, Put, Write } from './expressions.ts'
import { makeHeldRows } from './held-rows.ts'
import { keys, partitions } from './keys.ts'
import { makeOrderRow, type OrderRecord } from './orders.ts'
import { loadItem, loadItems, loadPage, saveItem, saveTogether } from './table.ts'

export interface JobRecord {
  readonly jobId: string
  readonly state: JobState
  readonly siteId: string
  readonly connectorId: string
  /** What was decided; null for a tombstone: an outcome came before any question. */
  readonly decided: DecidedJob | null
  /** Set aside by the decision, account by account, also after it was given back. */
  readonly charges: readonly Charge[]
  /** Sum of the charges. */
  readonly reservedMinor: bigint
  readonly chargedMinor: bigint
  /** What was given back of it, account by account. */
  readonly refunds?: readonly Charge[]
  /** Absent = nobody did anything while it waited, or it never did. */
  readonly history?: readonly JobAct[]
  readonly createdAt: string
  readonly endedAt: string | null
  readonly endedBy: EndedBy | null
  /** When it is forgotten, once it ended: seconds since 1970. Absent = never. */
  readonly keptUntil?: number
}

export interface DecidedJob {
  /** The answer as it was sent, byte for byte. */
  readonly answer: string
  /** Hex SHA-256 of the facts. */
  readonly factsHash: string
  readonly user: string
  readonly printerId: string
  readonly documentName: string
  readonly language: Language
  readonly pages: number | null
  readonly colorPages: number | null
  readonly copies: number
  readonly sheets: number | null
  readonly sides: number | null
  /** Sides with color; absent in rows that were stored before it was. */
  readonly colorSides?: number | null
  /** Name of the paper that most pages need; absent like `colorSides`, null = no named size. */
  readonly paper?: string | null
  readonly duplex: boolean
  readonly quoted: AmountText | null
  readonly accountId: string | null
  readonly decidedAt: string
  /** Absent = none. */
  readonly comments?: readonly string[]
}

/** null = saved; else what won: the job that was there, or the accounts that have too little. */
export type LostReservation =
  | { readonly job: JobRecord; readonly accounts: readonly [] }
  | { readonly job: null; readonly accounts: readonly AccountRecord[] }

export function readJob(item: Item): JobRecord {
  const keptUntil = numberOrNull(item, 'expiresAt') ?? numberOrNull(item, 'keptUntil')
  return {
    jobId: text(item, 'sk'),
    state: text(item, 'state') as JobState,
    siteId: text(item, 'siteId'),
    connectorId: text(item, 'connectorId'),
    decided: item.answer === undefined ? null : readDecided(item),
    charges: readCharges(item),
    ...(item.refunds === undefined ? {} : { refunds: readChargeItems(item.refunds) }),
    ...(item.history === undefined ? {} : { history: item.history as JobAct[] }),
    reservedMinor: money(item, 'reserved'),
    chargedMinor: money(item, 'charged'),
    createdAt: text(item, 'createdAt'),
    endedAt: textOrNull(item, 'endedAt'),
    endedBy: textOrNull(item, 'endedBy') as EndedBy | null,
    ...(keptUntil === null ? {} : { keptUntil }),
  }
}

/** DynamoDB deletes a row up to days after its time; nobody is to see the job meanwhile. */
export function isForgotten({ endedAt, keptUntil }: JobRecord, nowMs: number): boolean {
  return endedAt !== null && keptUntil !== undefined && keptUntil * 1000 <= nowMs
}

export async function loadJob(tenantId: string, jobId: string): Promise<JobRecord | null> {
  const item = await loadItem(keys.job(tenantId, jobId), 'consistent')
  return item === null ? null : readJob(item)
}

/** In the order of the ids, null where there is none. Eventually consistent. */
export async function loadJobs(
  tenantId: string,
  ids: readonly string[],
): Promise<readonly (JobRecord | null)[]> {
  const items = await loadItems(ids.map((id) => keys.job(tenantId, id)))
  return items.map((item) => (item === null ? null : readJob(item)))
}

/** Newest first; `above` and `below` are ids or beginnings of ids. */
export async function loadJobPage(
  tenantId: string,
  limit: number,
  after: string | null,
  range: { readonly above?: string; readonly below?: string } = {},
) {
  const partition = partitions.jobs(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after, ...range })
  return { items: page.items.map(readJob), after: page.after }
}

/** Oldest first; `above` and `below` are ids or beginnings of ids. */
export async function loadJobRange(
  tenantId: string,
  range: {
    readonly above: string
    readonly below?: string
    readonly limit: number
    readonly after: string | null
  },
) {
  const page = await loadPage({ partition: partitions.jobs(tenantId), backwards: false, ...range })
  return { items: page.items.map(readJob), after: page.after }
}

/** Jobs still open, oldest first, whose id is above `after` and below `below`. */
export async function loadOpenJobPage(
  tenantId: string,
  range: { readonly after: string | null; readonly below: string; readonly limit: number },
) {
  const page = await loadPage({
    partition: partitions.jobs(tenantId),
    backwards: false,
    only: { attribute: 'state', values: ['released', ...WAITING_STATES] },
    ...range,
  })
  return { items: page.items.map(readJob), after: page.after }
}

/** Job, explanation and the moves of its reservation in one transaction; `accounts` of a loss are those whose move lost. */
export async function saveReservation(
  tenantId: string,
  job: JobRecord,
  explanation: Explanation,
  { moves, beside }: { readonly moves: readonly AccountMove[]; readonly beside: readonly Put[] },
): Promise<LostReservation | null> {
  const lost = await saveTogether([
    makeJobRow(tenantId, job),
    makeExplanationRow(tenantId, job.jobId, explanation, job.keptUntil),
    ...moves.map((move) => makeMoveWrite(tenantId, move)),
    ...makeHeldRows(tenantId, job),
    ...beside,
  ])
  if (lost === null) return null
  const [found, , ...others] = lost.found
  if (found) return { job: readJob(found), accounts: [] }
  const accounts = others.slice(0, moves.length)
  return { job: null, accounts: accounts.flatMap((one) => (one ? [readAccount(one)] : [])) }
}

/**
 * A waiting job that was decided anew: job, money, explanation and the order that tells its connector, or nothing. The job
 * must still be as it was read.
 */
export async function saveChangedJob(
  tenantId: string,
  before: JobRecord,
  after: JobRecord,
  change: {
    readonly order: OrderRecord | null
    readonly moves: readonly AccountMove[]
    readonly explanation: Explanation | null
    readonly beside: readonly Put[]
  },
): Promise<LostReservation | null> {
  const unchanged: Condition[] = [
    { is: 'equal', attribute: 'state', value: before.state },
    { is: 'equal', attribute: 'answer', value: before.decided?.answer ?? '' },
  ]
  const lost = await saveTogether([
    { ...makeJobRow(tenantId, after), when: unchanged },
    ...change.moves.map((move) => makeMoveWrite(tenantId, move)),
    ...(change.explanation === null
      ? []
      : [makeExplanationRow(tenantId, after.jobId, change.explanation, after.keptUntil)]),
    ...(change.order === null ? [] : [makeOrderRow(tenantId, after.connectorId, change.order)]),
    ...makeHeldRows(tenantId, after),
    ...change.beside,
  ])
  if (lost === null) return null
  const [found, ...others] = lost.found
  if (found) return { job: readJob(found), accounts: [] }
  const accounts = others.slice(0, change.moves.length)
  return { job: null, accounts: accounts.flatMap((one) => (one ? [readAccount(one)] : [])) }
}

/** A terminal row for a job nobody asked for. False when somebody asked meanwhile. */
export async function saveTombstone(tenantId: string, job: JobRecord): Promise<boolean> {
  return (await saveItem(makeJobRow(tenantId, job))) === null
}

/** Job, accounts and entries in one transaction. False when the job moved on since it was read. */
export async function saveBooking(
  tenantId: string,
  job: JobRecord,
  booking: Booking,
  ended: { readonly at: string; readonly by: EndedBy },
): Promise<boolean> {
  const writes: Write[] = [
    {
      kind: 'update',
      key: keys.job(tenantId, job.jobId),
      set: {
        state: booking.state,
        charged: booking.chargedMinor,
        endedAt: job.endedAt ?? ended.at,
        endedBy: job.endedBy ?? ended.by,
        ...(job.keptUntil === undefined ? {} : { expiresAt: job.keptUntil }),
      },
      when: [
        { is: 'equal', attribute: 'state', value: booking.from },
        { is: 'equal', attribute: 'charged', value: job.chargedMinor },
      ],
    },
  ]
  writes.push(...booking.moves.map((move) => makeMoveWrite(tenantId, move)))
  writes.push(...booking.entries.map((entry) => makeEntryRow(tenantId, entry)))
  return (await saveTogether(writes)) === null
}

function readDecided(item: Item): DecidedJob {
  const hash = item.factsHash as Uint8Array
  return {
    answer: text(item, 'answer'),
    factsHash: Buffer.from(hash).toString('hex'),
    user: text(item, 'user'),
    printerId: text(item, 'printerId'),
    documentName: text(item, 'documentName'),
    language: text(item, 'language') as Language,
    pages: numberOrNull(item, 'pages'),
    colorPages: numberOrNull(item, 'colorPages'),
    copies: numberOrNull(item, 'copies') ?? 1,
    sheets: numberOrNull(item, 'sheets'),
    sides: numberOrNull(item, 'sides'),
    colorSides: numberOrNull(item, 'colorSides'),
    paper: textOrNull(item, 'paper'),
    duplex: flag(item, 'duplex'),
    quoted: textOrNull(item, 'quoted'),
    accountId: textOrNull(item, 'account'),
    decidedAt: text(item, 'decidedAt'),
    ...(item.comments === undefined ? {} : { comments: item.comments as string[] }),
  }
}

/** A job for which its account alone pays names that account; any other lists its charges. */
function readCharges(item: Item): readonly Charge[] {
  if (item.charges !== undefined) return readChargeItems(item.charges)
  const amountMinor = money(item, 'reserved')
  const accountId = textOrNull(item, 'account')
  return amountMinor === 0n || accountId === null ? [] : [{ accountId, amountMinor }]
}

function makeJobRow(tenantId: string, job: JobRecord): Put {
  const { jobId, decided, charges, reservedMinor, chargedMinor, ...told } = job
  const { refunds: _refunds, keptUntil: _until, ...rest } = told
  const item = {
    ...rest,
    ...(impliesCharges(job) ? {} : { charges: charges.map(makeChargeItem) }),
    reserved: reservedMinor,
    charged: chargedMinor,
    ...makeEnd(job),
    ...(decided === null ? {} : makeDecidedItem(decided)),
  }
  const set = Object.entries(item).filter(([, value]) => value !== null)
  return {
    kind: 'put',
    key: keys.job(tenantId, jobId),
    item: Object.fromEntries(set),
    when: [{ is: 'absent' }],
  }
}

/** Money that is set aside must not be forgotten: the row of an open job has no end, only the time for one. */
function makeEnd({ endedAt, keptUntil }: JobRecord): Item {
  if (keptUntil === undefined) return {}
  return endedAt === null ? { keptUntil } : { expiresAt: keptUntil }
}

function impliesCharges({ charges, decided }: JobRecord): boolean {
  const [only, ...others] = charges
  return others.length === 0 && (only === undefined || only.accountId === decided?.accountId)
}

function readChargeItems(listed: unknown): readonly Charge[] {
  return (listed as { account: string; amount: number | bigint }[]).map(({ account, amount }) => ({
    accountId: account,
    amountMinor: BigInt(amount),
  }))
}

export function makeChargeItem({ accountId, amountMinor }: Charge): Item {
  return { account: accountId, amount: amountMinor }
}

function makeDecidedItem(decided: DecidedJob): Item {
  const { accountId, factsHash, ...rest } = decided
  return { ...rest, account: accountId, factsHash: Buffer.from(factsHash, 'hex') }
}
