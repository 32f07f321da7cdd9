/** The ledger's moves as values: what is reserved, charged, given back and adjusted. */
import { describe, expect, it } from 'vitest'
import type { Outcome } from '#shared/contracts/outcome.ts'
import { applyMove, makeAccountMove, NO_FIGURES } from '#shared/ledger/account-move.ts'
import { adjust } from '#shared/ledger/adjust.ts'
import { chargeFor } from '#shared/ledger/charge.ts'
import { foldBalance, foldPostings, makePostings } from '#shared/ledger/entry.ts'
import { reserve } from '#shared/ledger/reserve.ts'
import { type LedgerJob, settle } from '#shared/ledger/settle.ts'
import { voidReservation } from '#shared/ledger/void-reservation.ts'

const JOB_ID = '01JZZZZZZZZZZZZZZZZZZZZZZZ'
const STAMP = { id: '01K0000000000000000000000E', at: '2027-03-01T08:00:00.000Z', by: 'connector' }
const OPEN: LedgerJob = {
  jobId: JOB_ID,
  state: 'released',
  charges: [{ accountId: 'user:alice', amountMinor: 7_000n }],
  chargedMinor: 0n,
  sides: 3,
  endedBy: null,
}
const COMPLETED: Outcome = {
  jobId: JOB_ID,
  state: 'completed',
  started: true,
  sidesDone: null,
  endedAt: '2027-03-01T08:00:00.000Z',
  detail: '',
}
const NEVER_STARTED: Outcome = { ...COMPLETED, state: 'canceled', started: false }

describe('reserve', () => {
  it.each([
    ['restricted', true, 7_000n],
    ['unrestricted', false, null],
  ] as const)('of a %s user requires what it takes, or nothing', (_, restricted, requiredMinor) => {
    const { moves, reservedMinor } = reserve([
      { accountId: 'user:a', amountMinor: 7_000n, restricted },
    ])
    expect(reservedMinor).toBe(7_000n)
    expect(moves[0]).toMatchObject({
      heldMinor: 7_000n,
      postedMinor: 0n,
      availableMinor: -7_000n,
      requiredMinor,
    })
  })

  it('of nothing touches no account', () => {
    const nothing = { accountId: 'user:a', amountMinor: 0n, restricted: true }
    expect(reserve([nothing])).toEqual({ reservedMinor: 0n, charges: [], moves: [] })
  })

  it('of a split job takes from each account what that one may give', () => {
    const reservation = reserve([
      { accountId: 'user:a', amountMinor: 3_000n, restricted: true },
      { accountId: 'shared:lab', amountMinor: 4_000n, restricted: false },
    ])
    expect(reservation).toMatchObject({
      reservedMinor: 7_000n,
      moves: [
        { accountId: 'user:a', heldMinor: 3_000n, requiredMinor: 3_000n },
        { accountId: 'shared:lab', heldMinor: 4_000n, requiredMinor: null },
      ],
    })
  })

  it('takes nothing below zero and from no account twice', () => {
    const charge = { accountId: 'user:a', amountMinor: 1n, restricted: true }
    expect(() => reserve([charge, charge])).toThrow('pays for a job once')
    expect(() => reserve([{ ...charge, amountMinor: -1n }])).toThrow('not negative')
  })
})

describe('an account', () => {
  const rich = { ...NO_FIGURES, postedMinor: 10_000n, availableMinor: 10_000n }

  it('gives exactly what is available and not one unit more', () => {
    const take = (minor: bigint) =>
      applyMove(rich, makeAccountMove('user:a', { heldMinor: minor }, minor))
    expect(take(10_000n)).toMatchObject({ heldMinor: 10_000n, availableMinor: 0n })
    expect(take(10_001n)).toBeNull()
  })

  it('has more available when its overdraft grows', () => {
    const moved = applyMove(rich, makeAccountMove('user:a', { overdraftMinor: 500n }))
    expect(moved).toMatchObject({ overdraftMinor: 500n, availableMinor: 10_500n })
  })
})

describe('what an outcome costs', () => {
  it.each([
    ['completed', { state: 'completed', started: true, sidesDone: null }, 3, 7_000n],
    [
      'completed although the device counted less',
      { state: 'completed', started: true, sidesDone: 1 },
      3,
      7_000n,
    ],
    ['never started', { state: 'canceled', started: false, sidesDone: null }, 3, 0n],
    ['stopped after one of three', { state: 'canceled', started: true, sidesDone: 1 }, 3, 2_333n],
    ['stopped after two of three', { state: 'failed', started: true, sidesDone: 2 }, 3, 4_666n],
    ['stopped before the first side', { state: 'failed', started: true, sidesDone: 0 }, 3, 0n],
    [
      'stopped after more than was decided',
      { state: 'failed', started: true, sidesDone: 9 },
      3,
      7_000n,
    ],
    ['stopped and not counted', { state: 'failed', started: true, sidesDone: null }, 3, 7_000n],
    ['stopped, sides never known', { state: 'failed', started: true, sidesDone: 1 }, null, 7_000n],
    ['stopped, no sides decided', { state: 'failed', started: true, sidesDone: 1 }, 0, 7_000n],
  ] as const)('%s', (_, outcome, sides, charged) => {
    expect(chargeFor(outcome, 7_000n, sides)).toBe(charged)
  })
})

describe('settle', () => {
  it('charges a completed job and frees its reservation in one move', () => {
    const settlement = settle(OPEN, COMPLETED, STAMP)
    expect(settlement).toMatchObject({
      verdict: 'settled',
      from: 'released',
      state: 'completed',
      chargedMinor: 7_000n,
      moves: [
        { heldMinor: -7_000n, postedMinor: -7_000n, availableMinor: 0n, requiredMinor: null },
      ],
      entries: [
        {
          ...STAMP,
          accountId: 'user:alice',
          amountMinor: -7_000n,
          cause: { kind: 'job', id: JOB_ID },
        },
      ],
    })
  })

  it('gives back what never started, without an entry', () => {
    expect(settle({ ...OPEN, state: 'held' }, NEVER_STARTED, STAMP)).toMatchObject({
      verdict: 'voided',
      from: 'held',
      state: 'canceled',
      chargedMinor: 0n,
      moves: [{ heldMinor: -7_000n, postedMinor: 0n, availableMinor: 7_000n }],
      entries: [],
    })
  })

  it('touches no account for a job that cost nothing', () => {
    expect(settle({ ...OPEN, charges: [] }, COMPLETED, STAMP)).toMatchObject({
      state: 'completed',
      moves: [],
      entries: [],
    })
  })

  it('writes a tombstone for a job nobody asked for', () => {
    expect(settle(null, NEVER_STARTED, STAMP)).toEqual({ verdict: 'tombstone', state: 'canceled' })
  })

  it.each(['completed', 'canceled', 'refused', 'failed', 'expired'] as const)(
    'changes nothing once the connector or the decision made it %s',
    (state) => {
      for (const endedBy of ['connector', 'decision'] as const) {
        expect(settle({ ...OPEN, state, endedBy }, COMPLETED, STAMP).verdict).toBe('already-ended')
      }
    },
  )

  it('charges paper that came out after the schedule gave the money back, once and without a hold', () => {
    const stale: LedgerJob = { ...OPEN, state: 'expired', endedBy: 'schedule' }
    expect(settle(stale, COMPLETED, STAMP)).toMatchObject({
      verdict: 'charged-late',
      state: 'expired',
      moves: [{ heldMinor: 0n, postedMinor: -7_000n, requiredMinor: null }],
      entries: [{ amountMinor: -7_000n }],
    })
    expect(settle(stale, NEVER_STARTED, STAMP).verdict).toBe('already-ended')
    expect(settle({ ...stale, chargedMinor: 7_000n }, COMPLETED, STAMP).verdict).toBe(
      'already-ended',
    )
  })
})

describe('void', () => {
  it('gives the whole reservation back', () => {
    expect(voidReservation(OPEN)).toMatchObject({
      verdict: 'voided',
      state: 'expired',
      moves: [{ heldMinor: -7_000n, availableMinor: 7_000n }],
      entries: [],
    })
  })

  it('leaves what ended alone', () => {
    expect(voidReservation({ ...OPEN, state: 'completed' })).toEqual({ verdict: 'already-ended' })
  })
})

describe('adjust', () => {
  it.each([
    ['a credit requires nothing', true, 5_000n, null],
    ['a debit of a restricted account requires its amount', true, -5_000n, 5_000n],
    ['a debit of an unrestricted account requires nothing', false, -5_000n, null],
  ] as const)('%s', (_, restricted, amountMinor, requiredMinor) => {
    const { move, entry } = adjust({ id: 'user:a', restricted }, amountMinor, 'why', STAMP)
    expect(move).toMatchObject({ postedMinor: amountMinor, heldMinor: 0n, requiredMinor })
    expect(entry).toMatchObject({
      amountMinor,
      comment: 'why',
      cause: { kind: 'adjustment', id: STAMP.id },
    })
  })
})

describe('a statement', () => {
  const entries = [10_000n, -7_000n, 2_500n].map(
    (amountMinor) => adjust({ id: 'user:a', restricted: false }, amountMinor, '', STAMP).entry,
  )

  it('is the sum of the entries in any order', () => {
    expect(foldBalance(entries)).toBe(5_500n)
    expect(foldBalance([...entries].reverse())).toBe(5_500n)
  })

  it('and its postings sum to nothing over all accounts', () => {
    const sums = foldPostings(entries)
    expect(sums.get('user:a')).toBe(5_500n)
    expect([...sums.values()].reduce((sum, one) => sum + one, 0n)).toBe(0n)
  })

  it('has no entry of an account with itself', () => {
    expect(() => makePostings('user:a', 'user:a', 1n)).toThrow('two accounts')
  })
})
