/** The ledger's real functions on accounts in memory: what the stores do in transactions, without a store. */
import type { Charge } from '#shared/contracts/account.ts'
import { SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import {
  type AccountFigures,
  type AccountMove,
  applyMove,
  makeAccountMove,
  NO_FIGURES,
} from '#shared/ledger/account-move.ts'
import { adjust, credit } from '#shared/ledger/adjust.ts'
import type { LedgerEntry } from '#shared/ledger/entry.ts'
import { refund } from '#shared/ledger/refund.ts'
import { reserve } from '#shared/ledger/reserve.ts'
import { type LedgerJob, settle } from '#shared/ledger/settle.ts'
import { transfer } from '#shared/ledger/transfer.ts'
import { voidReservation } from '#shared/ledger/void-reservation.ts'

export interface RigAccount {
  readonly id: string
  readonly restricted: boolean
  readonly grantedMinor: bigint
}
export type RigJob = LedgerJob & { readonly refunds: readonly Charge[] }
export type CreditKind = 'quota' | 'voucher' | 'credit'

const AGAINST = {
  quota: SYSTEM_ACCOUNTS.quotas,
  voucher: SYSTEM_ACCOUNTS.vouchers,
  credit: SYSTEM_ACCOUNTS.credits,
} as const

export function makeLedgerRig() {
  const accounts = new Map<string, RigAccount>()
  const figures = new Map<string, AccountFigures>()
  const jobs = new Map<string, RigJob>()
  const entries: LedgerEntry[] = []
  let drawn = 0
  const stamp = () => ({ id: `entry-${drawn++}`, at: '2027-03-01T08:00:00.000Z', by: 'test' })
  const account = (id: string) => {
    const found = accounts.get(id)
    if (found === undefined) throw new Error(`no account ${id}`)
    return found
  }
  const figuresOf = (id: string) => figures.get(id) ?? NO_FIGURES

  /** All moves or none, as one transaction. */
  function apply(moves: readonly AccountMove[], booked: readonly LedgerEntry[]): boolean {
    const moved = moves.map((move) => applyMove(figuresOf(move.accountId), move))
    if (moved.includes(null)) return false
    moves.forEach((move, index) => {
      figures.set(move.accountId, moved[index] ?? NO_FIGURES)
    })
    entries.push(...booked)
    return true
  }

  return {
    accounts,
    jobs,
    entries,
    figuresOf,
    open(id: string, restricted: boolean, overdraftMinor = 0n, grantedMinor = 0n) {
      accounts.set(id, { id, restricted, grantedMinor })
      figures.set(id, { ...NO_FIGURES, overdraftMinor, availableMinor: overdraftMinor })
    },
    setOverdraft(id: string, overdraftMinor: bigint) {
      const change = overdraftMinor - figuresOf(id).overdraftMinor
      return apply([makeAccountMove(id, { overdraftMinor: change })], [])
    },
    adjust(id: string, amountMinor: bigint) {
      const { move, entry } = adjust(account(id), amountMinor, '', stamp())
      return apply([move], amountMinor === 0n ? [] : [entry])
    },
    credit(accountId: string, amountMinor: bigint, kind: CreditKind) {
      const cause = { kind, id: 'x' } as const
      const given = { accountId, amountMinor, against: AGAINST[kind], cause, comment: '' }
      const { move, entry } = credit(given, stamp())
      return apply([move], [entry])
    },
    transfer(from: string, to: string, amountMinor: bigint) {
      const { moves, entries: booked } = transfer(account(from), to, amountMinor, '', stamp())
      return apply(moves, booked)
    },
    reserve(jobId: string, charges: readonly Charge[], sides: number | null = 3) {
      if (jobs.has(jobId)) return false
      const requested = charges.map((charge) => ({ ...charge, ...account(charge.accountId) }))
      const reservation = reserve(requested)
      if (!apply(reservation.moves, [])) return false
      jobs.set(jobId, {
        jobId,
        state: 'released',
        charges: reservation.charges,
        chargedMinor: 0n,
        refunds: [],
        sides,
        endedBy: null,
      })
      return true
    },
    settle(jobId: string, outcome: Pick<Outcome, 'state' | 'started' | 'sidesDone'>) {
      const job = jobs.get(jobId) ?? null
      const told = { ...outcome, jobId, endedAt: '2027-03-01T08:00:00.000Z', detail: '' }
      const booking = settle(job, told, stamp())
      if (booking.verdict === 'already-ended') return false
      if (booking.verdict === 'tombstone' || job === null) {
        const { state } = booking
        const ended = { chargedMinor: 0n, sides: null, endedBy: 'connector' } as const
        jobs.set(jobId, { jobId, state, charges: [], refunds: [], ...ended })
        return false
      }
      if (!apply(booking.moves, booking.entries)) throw new Error('settling is never refused')
      const { state, chargedMinor } = booking
      jobs.set(jobId, { ...job, state, chargedMinor, endedBy: job.endedBy ?? 'connector' })
      return true
    },
    void(jobId: string) {
      const job = jobs.get(jobId)
      if (job === undefined) return false
      const booking = voidReservation(job)
      if (booking.verdict === 'already-ended') return false
      if (!apply(booking.moves, booking.entries)) throw new Error('voiding is never refused')
      jobs.set(jobId, { ...job, state: booking.state, endedBy: 'schedule' })
      return true
    },
    refund(jobId: string, amountMinor: bigint | null) {
      const job = jobs.get(jobId)
      if (job === undefined) return false
      const booking = refund(job, amountMinor, '', stamp())
      if (booking.verdict === 'exceeds') return false
      if (!apply(booking.moves, booking.entries)) throw new Error('refunding is never refused')
      jobs.set(jobId, { ...job, refunds: booking.refunds })
      return true
    },
  }
}

export type LedgerRig = ReturnType<typeof makeLedgerRig>
