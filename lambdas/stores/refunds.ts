/** Refunds, and the wishes for one: open ones stand apart from decided ones, so that a list of them is short. */
import type { RefundRequest } from '#shared/contracts/refund.ts'
import type { Refunding } from '#shared/ledger/refund.ts'
import { makeMoveWrite } from './accounts.ts'
import { text } from './attributes.ts'
import { makeEntryRow } from './entries.ts'
import type { Item, Write } from './expressions.ts'
import { type JobRecord, makeChargeItem } from './jobs.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveTogether } from './table.ts'

type Refunded = Extract<Refunding, { verdict: 'refunded' }>

/**
 * Job, accounts, entries, and the request when there was one, in one transaction. `repeated`: the same refund was saved
 * before; `moved`: somebody refunded or decided meanwhile.
 */
export async function saveRefund(
  tenantId: string,
  job: JobRecord,
  refunded: Refunded,
  decided: RefundRequest | null,
): Promise<'saved' | 'repeated' | 'moved'> {
  const { entries, moves, refunds } = refunded
  const lost = await saveTogether([
    ...entries.map((entry) => makeEntryRow(tenantId, entry)),
    makeJobWrite(tenantId, job, refunds),
    ...moves.map((move) => makeMoveWrite(tenantId, move)),
    ...(decided === null ? [] : makeDecisionWrites(tenantId, decided)),
  ])
  if (lost === null) return 'saved'
  return lost.found[0] ? 'repeated' : 'moved'
}

/** False when the job has a request already. */
export async function saveRefundRequest(
  tenantId: string,
  request: RefundRequest,
): Promise<boolean> {
  const { jobId, ...item } = request
  if ((await loadRefundRequest(tenantId, jobId)) !== null) return false
  const key = keys.refund(tenantId, 'OPEN', jobId)
  const lost = await saveTogether([{ kind: 'put', key, item, when: [{ is: 'absent' }] }])
  return lost === null
}

/** False when it was decided meanwhile. */
export async function saveRefundDecision(
  tenantId: string,
  decided: RefundRequest,
): Promise<boolean> {
  return (await saveTogether(makeDecisionWrites(tenantId, decided))) === null
}

export async function loadRefundRequest(
  tenantId: string,
  jobId: string,
): Promise<RefundRequest | null> {
  const [open, decided] = await Promise.all([
    loadItem(keys.refund(tenantId, 'OPEN', jobId), 'consistent'),
    loadItem(keys.refund(tenantId, 'DECIDED', jobId), 'consistent'),
  ])
  const item = decided ?? open
  return item === null ? null : readRequest(item)
}

/** Of the newest job first. */
export async function loadRefundPage(
  tenantId: string,
  kind: 'OPEN' | 'DECIDED',
  limit: number,
  after: string | null,
) {
  const partition = partitions.refunds(tenantId, kind)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readRequest), after: page.after }
}

function makeJobWrite(tenantId: string, job: JobRecord, refunds: Refunded['refunds']): Write {
  const before = job.refunds ?? []
  return {
    kind: 'update',
    key: keys.job(tenantId, job.jobId),
    set: {
      refunds: refunds.map(makeChargeItem),
      refunded: refunds.reduce((sum, one) => sum + one.amountMinor, 0n),
    },
    when: [
      { is: 'equal', attribute: 'charged', value: job.chargedMinor },
      before.length === 0
        ? { is: 'unset', attribute: 'refunded' }
        : {
            is: 'equal',
            attribute: 'refunded',
            value: before.reduce((sum, one) => sum + one.amountMinor, 0n),
          },
    ],
  }
}

function makeDecisionWrites(tenantId: string, decided: RefundRequest): readonly Write[] {
  const { jobId, ...item } = decided
  return [
    { kind: 'delete', key: keys.refund(tenantId, 'OPEN', jobId), when: [{ is: 'present' }] },
    { kind: 'put', key: keys.refund(tenantId, 'DECIDED', jobId), item, when: [] },
  ]
}

function readRequest(item: Item): RefundRequest {
  const { user, amount, comment, state, createdAt, decidedAt, decidedBy, answer } =
    item as unknown as RefundRequest
  const jobId = text(item, 'sk')
  return { jobId, user, amount, comment, state, createdAt, decidedAt, decidedBy, answer }
}
