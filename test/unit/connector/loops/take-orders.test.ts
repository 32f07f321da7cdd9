// Orders are in the journal before they are forgotten, and what comes too late changes nothing.
import { describe, expect, it } from 'vitest'
import type { JobProgress } from '#connector/disk/journal-records.ts'
import { takeOrders } from '#connector/loops/take-orders.ts'
import { fakeAnswer } from '#help/fake-answer.ts'
import { FakeClock, makeFakeLog } from '#help/fake-clock.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { type Doorbell, ORDERS_LIMIT, type Order } from '#shared/contracts/order.ts'
import { Problem } from '#shared/contracts/problem.ts'

const signal = new AbortController().signal
const idOf = (number: number) => makeUlid(number, new Uint8Array(10))
const DOORBELL = { url: 'https://queue.test/bell', expiresAt: '2026-01-01T01:00:00.000Z' }

function makeMailbox(options: { orders: Order[]; jobs: Partial<JobProgress>[] }) {
  const seen = {
    waiting: [...options.orders],
    calls: [] as string[][],
    journal: [] as string[],
    noticed: [] as string[],
    rings: [] as (boolean | Error)[],
    clock: new FakeClock(),
    doorbell: DOORBELL as Doorbell | null,
  }
  const loop = takeOrders({
    journal: {
      findById: (jobId) =>
        options.jobs.find((job) => job.jobId === jobId) as JobProgress | undefined,
      async append(record) {
        seen.journal.push(`${record.type} ${record.jobId}`)
      },
    },
    cloud: {
      async call(_: string, { body }: { body: { taken: string[] } }) {
        seen.calls.push(body.taken)
        seen.waiting = seen.waiting.filter(({ id }) => !body.taken.includes(id))
        return { orders: seen.waiting.slice(0, ORDERS_LIMIT) }
      },
    } as never,
    doorway: {
      async awaitRing() {
        const ring = seen.rings.shift() ?? false
        if (ring instanceof Error) throw ring
        return ring
      },
    },
    clock: seen.clock,
    log: makeFakeLog(),
    doorbell: () => seen.doorbell,
    notice: (ref) => seen.noticed.push(ref.uuid),
  })
  return { loop, seen }
}

function makeOrder(number: number, revision = 2): Order {
  const jobId = idOf(number)
  const answer = fakeAnswer(jobId, { revision })
  return { id: idOf(1_000 + number), kind: 'decision', jobId, answer, createdAt: answer.decidedAt }
}

function makeJob(number: number, more: Partial<JobProgress> = {}): Partial<JobProgress> {
  const jobId = idOf(number)
  const ref = { queue: 'office', number, uuid: `urn:uuid:job-${number}` }
  const decided = { answer: fakeAnswer(jobId, { verdict: 'hold' }), atMs: 0 }
  return { jobId, ref, decided, ...more }
}

describe('takeOrders', () => {
  it('journals each order, wakes its job, and only then lets the cloud forget it', async () => {
    const { loop, seen } = makeMailbox({ orders: [makeOrder(1)], jobs: [makeJob(1)] })
    await loop.round(signal)
    expect(seen.journal).toEqual([`DECIDED ${idOf(1)}`])
    expect(seen.noticed).toEqual(['urn:uuid:job-1'])
    expect(seen.calls).toEqual([[], [idOf(1_001)]])
    expect(seen.waiting).toEqual([])
  })

  it.each([
    ['of a job that nobody knows', []],
    ['of a job that was acted on', [makeJob(1, { acted: { action: 'released', atMs: 0 } })]],
    ['of a job that ended', [makeJob(1, { outcome: {} as never })]],
    [
      'that is older than what is known',
      [makeJob(1, { decided: { answer: fakeAnswer(idOf(1), { revision: 2 }), atMs: 0 } })],
    ],
  ])('drops an order %s', async (_, jobs) => {
    const { loop, seen } = makeMailbox({ orders: [makeOrder(1)], jobs })
    await loop.round(signal)
    expect(seen.journal).toEqual([])
    expect(seen.waiting).toEqual([])
  })

  it('takes page after page', async () => {
    const numbers = Array.from({ length: 2 * ORDERS_LIMIT + 3 }, (_, index) => index + 1)
    const { loop, seen } = makeMailbox({
      orders: numbers.map((number) => makeOrder(number)),
      jobs: numbers.map((number) => makeJob(number)),
    })
    await loop.round(signal)
    expect(seen.journal).toHaveLength(numbers.length)
    expect(seen.waiting).toEqual([])
  })

  it('looks when the bell rings, not when it is silent, and every five minutes regardless', async () => {
    const { loop, seen } = makeMailbox({ orders: [], jobs: [] })
    await loop.round(signal)
    seen.rings = [false, true, false]
    for (let round = 0; round < 3; round++) await loop.round(signal)
    expect(seen.calls).toHaveLength(2)
    await seen.clock.advance(5 * 60_000)
    await loop.round(signal)
    expect(seen.calls).toHaveLength(3)
  })

  it('looks by itself while the bell cannot be reached', async () => {
    const { loop, seen } = makeMailbox({ orders: [], jobs: [] })
    await loop.round(signal)
    seen.rings = [new Problem('cloud-unreachable')]
    const round = loop.round(signal)
    while (seen.clock.sleepers === 0) await null
    await seen.clock.advance(10_000)
    await round
    expect(seen.calls).toHaveLength(2)
  })

  it('looks by itself while there is no bell, and at once when there is one', async () => {
    const { loop, seen } = makeMailbox({ orders: [], jobs: [] })
    seen.doorbell = null
    await loop.round(signal)
    const withoutBell = loop.round(signal)
    await seen.clock.advance(9_900)
    expect(seen.calls).toHaveLength(1)
    await seen.clock.advance(100)
    await withoutBell
    expect(seen.calls).toHaveLength(2)

    const untilBell = loop.round(signal)
    await seen.clock.advance(400)
    seen.doorbell = DOORBELL
    await seen.clock.advance(100)
    await untilBell
    expect(seen.calls).toHaveLength(3)
  })
})
