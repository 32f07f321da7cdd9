/** Money is conserved whatever happens in whatever order: 100,000 random operations on the real functions. */
import { expect, it } from 'vitest'
import { type LedgerRig, makeLedgerRig } from '#help/ledger-rig.ts'
import { foldBalance, foldPostings } from '#shared/ledger/entry.ts'
import { isOpen } from '#shared/ledger/settle.ts'

const SEQUENCES = 100_000
const OPERATIONS_LIMIT = 12
const ACCOUNTS = ['a', 'b', 'c'] as const
const JOBS = ['j', 'k', 'l'] as const

/** A small generator (mulberry32): the same seed is the same sequence everywhere. */
function makeDraw(seed: number) {
  let state = seed
  return (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}
type Draw = ReturnType<typeof makeDraw>

it('over a hundred thousand random sequences', () => {
  let late = 0
  for (let seed = 0; seed < SEQUENCES; seed++) {
    const draw = makeDraw(seed)
    const rig = openRig(draw)
    let lateCharge = false
    const count = 1 + draw(OPERATIONS_LIMIT)
    for (let index = 0; index < count; index++) {
      if (doOne(rig, draw) === 'late') lateCharge = true
    }
    if (lateCharge) late++
    const fault = findFault(rig, lateCharge)
    if (fault !== null) expect(`seed ${seed}: ${fault}`).toBe('sound')
  }
  // The sequences reach what is rare.
  expect(late).toBeGreaterThan(100)
})

function openRig(draw: Draw): LedgerRig {
  const rig = makeLedgerRig()
  for (const id of ACCOUNTS) {
    rig.open(id, draw(3) > 0, BigInt(draw(2) * 100), BigInt(draw(3) === 0 ? 50 : 0))
  }
  return rig
}

function doOne(rig: LedgerRig, draw: Draw): 'late' | 'usual' {
  const id = ACCOUNTS[draw(3)] ?? 'a'
  const job = JOBS[draw(3)] ?? 'j'
  const amountMinor = BigInt(1 + draw(400))
  switch (draw(8)) {
    case 0:
    case 1:
      rig.adjust(id, draw(3) === 0 ? -amountMinor : amountMinor)
      return 'usual'
    case 2: {
      const accounts = ACCOUNTS.slice(draw(3))
      rig.reserve(
        job,
        accounts.map((accountId) => ({ accountId, amountMinor: BigInt(draw(200)) })),
        1 + draw(7),
      )
      return 'usual'
    }
    case 3:
    case 4: {
      const wasStale = rig.jobs.get(job)?.endedBy === 'schedule'
      const state = draw(2) === 0 ? 'completed' : 'failed'
      const sidesDone = draw(3) === 0 ? null : draw(9)
      const booked = rig.settle(job, { state, started: draw(4) > 0, sidesDone })
      return wasStale && booked ? 'late' : 'usual'
    }
    case 5:
      rig.void(job)
      return 'usual'
    case 6:
      rig.refund(job, draw(3) === 0 ? null : amountMinor)
      return 'usual'
    default: {
      const to = ACCOUNTS[draw(3)] ?? 'b'
      if (to !== id) rig.transfer(id, to, amountMinor)
      else rig.credit(id, amountMinor, draw(2) === 0 ? 'quota' : 'voucher')
      return 'usual'
    }
  }
}

/** null = sound. Plain comparisons: a hundred thousand assertions would take minutes. */
function findFault(rig: LedgerRig, lateCharge: boolean): string | null {
  const sums = foldPostings(rig.entries)
  let total = 0n
  for (const sum of sums.values()) total += sum
  if (total !== 0n) return `postings sum to ${total}`
  for (const { id, restricted, grantedMinor } of rig.accounts.values()) {
    const { postedMinor, heldMinor, overdraftMinor, availableMinor } = rig.figuresOf(id)
    if (availableMinor !== postedMinor - heldMinor + overdraftMinor) return `${id}: available`
    if (foldBalance(rig.entries.filter((one) => one.accountId === id)) !== postedMinor) {
      return `${id}: balance is no fold of its entries`
    }
    if ((sums.get(id) ?? 0n) !== postedMinor) return `${id}: postings`
    const floor = -overdraftMinor - grantedMinor
    if (restricted && !lateCharge && postedMinor - heldMinor < floor) return `${id}: overspent`
    let heldByJobs = 0n
    for (const job of rig.jobs.values()) {
      for (const charge of isOpen(job.state) ? job.charges : []) {
        if (charge.accountId === id) heldByJobs += charge.amountMinor
      }
    }
    if (heldByJobs !== heldMinor) return `${id}: held ${heldMinor}, jobs ${heldByJobs}`
  }
  for (const job of rig.jobs.values()) {
    const back = job.refunds.reduce((sum, one) => sum + one.amountMinor, 0n)
    const reserved = job.charges.reduce((sum, one) => sum + one.amountMinor, 0n)
    if (back > job.chargedMinor || job.chargedMinor > reserved) return `${job.jobId}: money`
  }
  return null
}
