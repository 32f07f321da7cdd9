/** What jobs come to: the same in any order and in any number of parts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  packJobs,
  packNames,
  packTotal,
  unpackJobs,
  unpackNames,
} from '#lambdas/reports/pack-tally.ts'
import {
  addTallies,
  DIMENSIONS,
  limitTally,
  tallyGroups,
  tallyJob,
} from '#lambdas/reports/tally.ts'
import { addUsage, NOTHING_USED, type Usage } from '#lambdas/reports/usage.ts'
import type { JobRecord } from '#lambdas/stores/jobs.ts'
import { makeUlid } from '#shared/contracts/ids.ts'

const answer = JSON.stringify({ verdict: 'release', reasons: [] })
const decided = {
  answer,
  factsHash: '',
  user: 'alice',
  printerId: 'office@main',
  documentName: 'a.pdf',
  language: 'pdf',
  pages: 3,
  colorPages: 1,
  copies: 2,
  sheets: 4,
  sides: 6,
  colorSides: 2,
  paper: 'A4',
  duplex: true,
  quoted: '1.00',
  accountId: 'user:alice',
  decidedAt: '2027-03-01T08:00:00.000Z',
} as const
const job: JobRecord = {
  jobId: makeUlid(1_800_000_000_000, new Uint8Array(10)),
  state: 'completed',
  siteId: '',
  connectorId: '',
  decided,
  charges: [{ accountId: 'user:alice', amountMinor: 10_000n }],
  reservedMinor: 10_000n,
  chargedMinor: 10_000n,
  createdAt: '2027-03-01T08:00:00.000Z',
  endedAt: null,
  endedBy: null,
}

describe('one job', () => {
  it.each<[string, Partial<JobRecord>, Partial<Usage>]>([
    ['completed', {}, { printed: 1, sides: 6, sheets: 4, colorSides: 2, chargedMinor: 10_000n }],
    [
      'free of charge',
      { charges: [], reservedMinor: 0n, chargedMinor: 0n },
      { printed: 1, sides: 6 },
    ],
    [
      'stopped half-way',
      { state: 'canceled', chargedMinor: 5_000n },
      { printed: 1, sides: 3, sheets: 2 },
    ],
    ['refused', { state: 'refused', chargedMinor: 0n }, { jobs: 1, printed: 0, sides: 0 }],
    ['under way', { state: 'released', chargedMinor: 0n }, { jobs: 1, printed: 0, sides: 0 }],
    [
      'refunded',
      { refunds: [{ accountId: 'user:alice', amountMinor: 10_000n }] },
      { jobs: 1, printed: 0, sides: 0, chargedMinor: 0n },
    ],
    [
      'refunded in part',
      { refunds: [{ accountId: 'user:alice', amountMinor: 4_000n }] },
      { printed: 1, sides: 6, chargedMinor: 6_000n },
    ],
    [
      'of a document that nobody could count',
      { decided: { ...decided, sides: null } },
      { printed: 1, uncounted: 1, sides: 0 },
    ],
    ['never asked for', { decided: null, charges: [], chargedMinor: 0n }, { jobs: 1, printed: 0 }],
  ])('%s', (_, change, expected) => {
    expect(tallyJob({ ...job, ...change }).total).toMatchObject(expected)
  })

  it('stands with each account for the money that it paid, and with the first for the paper', () => {
    const charges = [
      { accountId: 'user:alice', amountMinor: 7_500n },
      { accountId: 'shared:lab', amountMinor: 2_500n },
    ]
    const { account } = tallyJob({ ...job, charges }).by
    expect(account.get('user:alice')).toMatchObject({ sides: 6, chargedMinor: 7_500n })
    expect(account.get('shared:lab')).toMatchObject({ sides: 0, chargedMinor: 2_500n })
  })

  it('remembers when it was let go and did not end', () => {
    expect([...tallyJob({ ...job, state: 'released' }).released.values()]).toEqual([1])
    expect(tallyJob(job).released.size).toBe(0)
  })
})

const jobs = fc.array(
  fc.record({
    user: fc.constantFrom('alice', 'bob', 'eve'),
    printerId: fc.constantFrom('a@x', 'b@x'),
    sides: fc.option(fc.nat(500)),
    chargedMinor: fc.bigInt(0n, 10_000n),
    number: fc.nat(1_000_000),
    state: fc.constantFrom('completed' as const, 'refused' as const, 'released' as const),
  }),
  { maxLength: 40 },
)
const make = (one: { number: number; state: JobRecord['state']; chargedMinor: bigint }) => {
  const { number, state, chargedMinor, ...rest } = one
  const jobId = makeUlid(1_800_000_000_000 + number * 1_000, new Uint8Array(10))
  return tallyJob({ ...job, jobId, state, chargedMinor, decided: { ...decided, ...rest } })
}

describe('many jobs', () => {
  it('come to the same bytes in any order and in any number of parts', () => {
    fc.assert(
      fc.property(jobs, fc.nat(40), (all, cut) => {
        const tallies = all.map(make)
        const whole = addTallies(tallies)
        const parts = addTallies([
          addTallies(tallies.slice(cut).reverse()),
          addTallies(tallies.slice(0, cut)),
        ])
        expect(packJobs(parts).equals(packJobs(whole))).toBe(true)
      }),
    )
  })

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(jobs, (all) => {
        const tally = addTallies(all.map(make))
        expect(packJobs(unpackJobs(packJobs(tally))).equals(packJobs(tally))).toBe(true)
        for (const dimension of DIMENSIONS) {
          const names = unpackNames(packNames(tally, dimension), dimension)
          expect([...names.by[dimension]].sort()).toEqual([...tally.by[dimension]].sort())
        }
        expect(packTotal(tally).length).toBeGreaterThan(0)
      }),
    )
  })

  it('lose no sum when only some names are kept', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 0, max: 3 }), (all, limit) => {
        const tally = limitTally(addTallies(all.map(make)), limit)
        const kept = [...tally.by.user.values(), tally.others.user].reduce(addUsage, NOTHING_USED)
        expect(kept).toEqual(tally.total)
        expect(tally.by.user.size).toBeLessThanOrEqual(limit)
      }),
    )
  })
})

describe('groups', () => {
  it('get what their users used, each of several groups all of it', () => {
    const usage = { ...NOTHING_USED, sides: 5 }
    const users = new Map([
      ['alice', usage],
      ['bob', usage],
    ])
    const groups = tallyGroups(
      users,
      new Map([
        ['alice', ['a', 'b']],
        ['bob', ['b']],
      ]),
    )
    expect(groups.get('a')?.sides).toBe(5)
    expect(groups.get('b')?.sides).toBe(10)
  })
})
