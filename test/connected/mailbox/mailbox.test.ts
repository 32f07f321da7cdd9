/** What SQS promises, asked of our mailbox through Amazon's own client. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '#help/manual-clock.ts'
import { Mailbox } from '#infra/local/mailbox/mailbox.ts'
import { type MailboxServer, startMailboxServer } from '#infra/local/mailbox/server.ts'

let clock: ManualClock
let mailbox: Mailbox
let server: MailboxServer
let sqs: SQSClient

beforeEach(async () => {
  clock = new ManualClock()
  mailbox = new Mailbox(null, clock)
  server = await startMailboxServer(mailbox, { port: 0, log: () => {} })
  sqs = clientOf(server.url)
})

afterEach(async () => {
  sqs.destroy()
  await server.stop()
  mailbox.close()
})

const clientOf = (endpoint: string) =>
  new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })

async function makeQueue(name: string, Attributes: Record<string, string> = {}) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }))
  return QueueUrl!
}

const send = (QueueUrl: string, MessageBody: string, more = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }))

async function receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      ...more,
    }),
  )
  return Messages ?? []
}

const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))

const bodies = (messages: Message[]) => messages.map(({ Body }) => Body)

async function count(QueueUrl: string) {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  )
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed),
  }
}

describe('a standard queue', () => {
  it('gives a message with its attributes, once, until it is deleted', async () => {
    const queue = await makeQueue('q')
    const sent = await send(queue, 'körper 🖨', {
      MessageAttributes: {
        b: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
        a: { DataType: 'String', StringValue: 'x' },
      },
    })
    const [message] = await receive(queue)
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'körper 🖨',
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()) },
      MessageAttributes: { a: { StringValue: 'x' }, b: { BinaryValue: new Uint8Array([1, 2]) } },
    })
    expect(await receive(queue)).toEqual([])
    await remove(queue, message!)
    clock.advance(3600_000)
    expect(await count(queue)).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it('gives it again when the visibility timeout is over, and then the old receipt deletes nothing', async () => {
    const queue = await makeQueue('q', { VisibilityTimeout: '30' })
    await send(queue, 'x')
    const [first] = await receive(queue)
    clock.advance(29_999)
    expect(await receive(queue)).toEqual([])
    clock.advance(1)
    const [second] = await receive(queue)
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2')
    await remove(queue, first!)
    expect(await count(queue)).toMatchObject({ inFlight: 1 })
  })

  it('gives it back at once when its visibility is changed to 0', async () => {
    const queue = await makeQueue('q')
    await send(queue, 'x')
    const [message] = await receive(queue)
    const change = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queue,
          ReceiptHandle: message!.ReceiptHandle,
          VisibilityTimeout,
        }),
      )
    await change(0)
    await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' })
    expect(bodies(await receive(queue))).toEqual(['x'])
  })

  it('wakes a long poll when a message is sent, and ends it empty when its time is over', async () => {
    const queue = await makeQueue('q')
    const early = receive(queue, { WaitTimeSeconds: 20 })
    await expect.poll(() => clock.waiting).toBe(1)
    await send(queue, 'x')
    expect(bodies(await early)).toEqual(['x'])

    const late = receive(queue, { WaitTimeSeconds: 20, VisibilityTimeout: 5 })
    await expect.poll(() => clock.waiting).toBe(1)
    clock.advance(20_000)
    expect(await late).toEqual([])
  })

  it('wakes a long poll when a hidden message shows up again', async () => {
    const queue = await makeQueue('q', { VisibilityTimeout: '5' })
    await send(queue, 'x')
    await receive(queue)
    const waiting = receive(queue, { WaitTimeSeconds: 20 })
    await expect.poll(() => clock.waiting).toBe(1)
    clock.advance(5_000)
    expect(bodies(await waiting)).toEqual(['x'])
  })

  it('holds a delayed message back', async () => {
    const queue = await makeQueue('q', { DelaySeconds: '5' })
    await send(queue, 'by the queue')
    await send(queue, 'by itself', { DelaySeconds: 10 })
    expect(await count(queue)).toEqual({ visible: 0, inFlight: 0, delayed: 2 })
    clock.advance(5_000)
    expect(bodies(await receive(queue))).toEqual(['by the queue'])
    clock.advance(5_000)
    expect(bodies(await receive(queue))).toEqual(['by itself'])
  })

  it('forgets a message after the retention period', async () => {
    const queue = await makeQueue('q', { MessageRetentionPeriod: '60' })
    await send(queue, 'x')
    clock.advance(60_001)
    expect(await receive(queue)).toEqual([])
  })

  it('takes ten at once and says which of them failed', async () => {
    const queue = await makeQueue('q')
    const entries = Array.from({ length: 10 }, (_, n) => ({ Id: `${n}`, MessageBody: `m${n}` }))
    entries[3]!.MessageBody = ''
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries: entries }))
    expect(sent.Successful).toHaveLength(9)
    expect(sent.Failed).toMatchObject([{ Id: '3', SenderFault: true }])
    const messages = await receive(queue)
    expect(bodies(messages)).toEqual(['m0', 'm1', 'm2', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'])
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue,
        Entries: messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle })),
      }),
    )
    expect(await count(queue)).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it('is empty after a purge', async () => {
    const queue = await makeQueue('q')
    await send(queue, 'x')
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queue }))
    expect(await receive(queue)).toEqual([])
  })

  it.each([
    ['an unknown queue', 'QueueDoesNotExist', () => send(`${server.url}/0/absent`, 'x')],
    [
      'an unknown name',
      'QueueDoesNotExist',
      () => sqs.send(new GetQueueUrlCommand({ QueueName: 'absent' })),
    ],
    [
      'eleven entries',
      'TooManyEntriesInBatchRequest',
      async () =>
        sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: await makeQueue('q'),
            Entries: Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })),
          }),
        ),
    ],
    [
      'the same entry id twice',
      'BatchEntryIdsNotDistinct',
      async () =>
        sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: await makeQueue('q'),
            Entries: ['a', 'a'].map((Id) => ({ Id, MessageBody: 'x' })),
          }),
        ),
    ],
    [
      'more than a mebibyte',
      'InvalidParameterValue',
      async () => send(await makeQueue('q'), 'x'.repeat(1024 * 1024 + 1)),
    ],
    [
      'eleven wanted messages',
      'InvalidParameterValue',
      async () => receive(await makeQueue('q'), { MaxNumberOfMessages: 11 }),
    ],
    [
      'another queue of the same name',
      'QueueNameExists',
      async () => {
        await makeQueue('q')
        await makeQueue('q', { DelaySeconds: '7' })
      },
    ],
  ])('refuses %s', async (_, name, call) => {
    await expect(call()).rejects.toMatchObject({ name })
  })
})

describe('a queue with a dead-letter queue', () => {
  it('moves a message there after the last attempt, and back on demand', async () => {
    const dead = await makeQueue('dead')
    const queue = await makeQueue('q', {
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
        maxReceiveCount: 2,
      }),
    })
    await send(queue, 'poison')
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      expect(bodies(await receive(queue))).toEqual(['poison'])
      clock.advance(1_000)
    }
    expect(await receive(queue)).toEqual([])
    expect(await receive(dead, { VisibilityTimeout: 0 })).toMatchObject([
      {
        Body: 'poison',
        Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' },
      },
    ])

    const move = (name: string) =>
      sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
        }),
      )
    await expect(move('q')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    expect((await move('dead')).TaskHandle).toBeTypeOf('string')
    expect(await count(dead)).toMatchObject({ visible: 0 })
    const [again] = await receive(queue)
    expect(again).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } })
  })
})

describe('a FIFO queue', () => {
  const group = (MessageGroupId: string, MessageDeduplicationId: string) => ({
    MessageGroupId,
    MessageDeduplicationId,
  })

  it('keeps the order of a group and locks it while one of its messages is out', async () => {
    const queue = await makeQueue('q.fifo', { FifoQueue: 'true' })
    for (const body of ['a1', 'b1', 'a2', 'a3']) await send(queue, body, group(body[0]!, body))
    const first = await receive(queue, { MaxNumberOfMessages: 1 })
    expect(bodies(first)).toEqual(['a1'])
    expect(bodies(await receive(queue))).toEqual(['b1'])
    expect(await receive(queue)).toEqual([])
    await remove(queue, first[0]!)
    expect(bodies(await receive(queue))).toEqual(['a2', 'a3'])
  })

  it('gives a failed message before those behind it', async () => {
    const queue = await makeQueue('q.fifo', { FifoQueue: 'true', VisibilityTimeout: '10' })
    for (const body of ['1', '2']) await send(queue, body, group('a', body))
    await receive(queue, { MaxNumberOfMessages: 1 })
    clock.advance(10_000)
    expect(bodies(await receive(queue))).toEqual(['1', '2'])
  })

  it('takes a repetition within five minutes for the same message', async () => {
    const queue = await makeQueue('q.fifo', { FifoQueue: 'true' })
    const first = await send(queue, 'x', group('a', 'same'))
    const second = await send(queue, 'x', group('a', 'same'))
    expect(second).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
    })
    expect(await count(queue)).toMatchObject({ visible: 1 })
    clock.advance(5 * 60_000)
    await send(queue, 'x', group('a', 'same'))
    expect(await count(queue)).toMatchObject({ visible: 2 })
  })

  it('knows a repetition by its content when the queue says so', async () => {
    const queue = await makeQueue('q.fifo', {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
    })
    for (const body of ['x', 'x', 'y']) await send(queue, body, { MessageGroupId: 'a' })
    expect(bodies(await receive(queue))).toEqual(['x', 'y'])
  })

  it('refuses a message without a group', async () => {
    const queue = await makeQueue('q.fifo', { FifoQueue: 'true' })
    await expect(send(queue, 'x')).rejects.toMatchObject({
      name: 'MissingParameter',
    })
  })
})

describe('a mailbox on disk', () => {
  it('keeps queues and messages when its process is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mailbox-'))
    try {
      const program = `
        import { Mailbox } from '#infra/local/mailbox/mailbox.ts'
        const mailbox = new Mailbox(${JSON.stringify(folder)}, { now: () => 1000, after: () => () => {} })
        mailbox.saveQueue('q', { VisibilityTimeout: '60' })
        mailbox.send('q', { body: 'one' })
        mailbox.send('q', { body: 'two' })
        await mailbox.receive('q', { limit: 1, waitMs: 0, visibilityTimeoutMs: null })
        process.stdout.write('sent')
        setInterval(() => {}, 1000)`
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      child.kill('SIGKILL')
      await once(child, 'exit')

      const again = new Mailbox(folder, new ManualClock(2000))
      const take = { limit: 10, waitMs: 0, visibilityTimeoutMs: null }
      expect((await again.receive('q', take)).map(({ body }) => body)).toEqual(['two'])
      expect(again.counts('q')).toEqual({ visible: 0, inFlight: 2, delayed: 0 })
      again.close()

      const later = new Mailbox(folder, new ManualClock(62_000))
      const all = await later.receive('q', take)
      expect(all.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
        ['one', 2],
        ['two', 2],
      ])
      later.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
