import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '#help/manual-clock.ts'
import { type EventSource, startEventSource } from '#infra/local/event-sources.ts'
import { Mailbox } from '#infra/local/mailbox/mailbox.ts'

type Record = { messageId: string; body: string; attributes: { ApproximateReceiveCount: string } }

let clock: ManualClock
let mailbox: Mailbox
let source: EventSource
let batches: string[][]
let answer: (records: Record[]) => unknown

beforeEach(() => {
  clock = new ManualClock()
  mailbox = new Mailbox(null, clock)
  mailbox.saveQueue('dead', {})
  mailbox.saveQueue('q', {
    VisibilityTimeout: '60',
    RedrivePolicy:
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":2}',
  })
  batches = []
  answer = () => ({ batchItemFailures: [] })
})

afterEach(async () => {
  await source.stop(1_000)
  mailbox.close()
})

function start(reportsBatchItemFailures = true) {
  source = startEventSource(
    { queue: 'q', functionName: 'f', batchSize: 10, reportsBatchItemFailures, concurrency: 1 },
    mailbox,
    async (_, event) => {
      const { Records } = event as { Records: Record[] }
      batches.push(Records.map(({ body }) => body))
      return answer(Records)
    },
    () => {},
  )
}

const send = (...bodies: string[]) => {
  for (const body of bodies) mailbox.send('q', { body })
}
const left = () => {
  const { visible, inFlight } = mailbox.counts('q')
  return visible + inFlight
}
const named = (records: Record[], body: string) =>
  records.find((each) => each.body === body)?.messageId

describe('event source', () => {
  it('brings messages as Lambda does and deletes what was handled', async () => {
    let records: Record[] = []
    answer = (given) => {
      records = given
      return undefined
    }
    send('a', 'b')
    start()
    await expect.poll(() => batches).toEqual([['a', 'b']])
    await expect.poll(left).toBe(0)
    expect(records[0]).toMatchObject({
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:q',
      attributes: { ApproximateReceiveCount: '1' },
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
  })

  it('keeps only what failed, tries it again and then gives it to the dead letters', async () => {
    answer = (records) => ({
      batchItemFailures: records
        .filter(({ body }) => body === 'poison')
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    })
    send('good', 'poison')
    start()
    await expect.poll(left).toBe(1)
    clock.advance(60_000)
    await expect.poll(() => batches).toEqual([['good', 'poison'], ['poison']])
    clock.advance(60_000)
    await expect.poll(() => mailbox.counts('dead').visible).toBe(1)
    expect(left()).toBe(0)
  })

  it.each([
    ['the function throws', () => Promise.reject(new Error('no'))],
    ['the list is not one', () => ({ batchItemFailures: 'all' })],
    ['an item is not named', () => ({ batchItemFailures: [{}] })],
    ['a stranger is named', () => ({ batchItemFailures: [{ itemIdentifier: 'stranger' }] })],
  ])('keeps the whole batch when %s', async (_, result) => {
    answer = result
    send('a', 'b')
    start()
    await expect.poll(() => batches.length).toBe(1)
    clock.advance(60_000)
    await expect.poll(() => batches.length).toBe(2)
    expect(left()).toBe(2)
  })

  it('takes the whole batch for handled when failures are not to be reported', async () => {
    answer = (records) => ({ batchItemFailures: [{ itemIdentifier: named(records, 'a') }] })
    send('a')
    start(false)
    await expect.poll(left).toBe(0)
    await expect.poll(() => batches.length).toBe(1)
  })

  it('wakes up for a message that comes later', async () => {
    start()
    await expect.poll(() => clock.waiting).toBe(1)
    send('late')
    await expect.poll(() => batches).toEqual([['late']])
  })
})
