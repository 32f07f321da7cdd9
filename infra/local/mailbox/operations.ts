/** SQS's operations in its JSON protocol: plain input in, plain output out. */
import { createHash } from 'node:crypto'
import { ACCOUNT_ID } from '../resource-types.ts'
import { MailboxError } from './errors.ts'
import type { Mailbox } from './mailbox.ts'
import { md5OfAttributes } from './message-attributes.ts'
import { defaultAttributes } from './queue-settings.ts'
import type { StoredMessage } from './store.ts'

const BATCH_LIMIT = 10
const RECEIVE_LIMIT = 10
const ARN_PREFIX = `arn:aws:sqs:us-east-1:${ACCOUNT_ID}:`

type Input = Readonly<Record<string, unknown>>
type Output = Record<string, unknown>

export interface Request {
  readonly mailbox: Mailbox
  /** Of the server, without a slash at the end. */
  readonly url: string
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal
}

/** Throws MailboxError for what SQS would refuse. */
export async function runOperation(
  operation: string,
  input: Input,
  request: Request,
): Promise<Output> {
  const run = OPERATIONS[operation]
  if (run === undefined) {
    throw new MailboxError('UnsupportedOperation', `\`${operation}\` is not known here`)
  }
  return run(input, request)
}

/** As AWS Lambda hands a message to a function: SQS's names in camel case. */
export function toEventRecord(queue: string, message: StoredMessage): Output {
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: message.attributes ?? {},
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: ARN_PREFIX + queue,
    awsRegion: 'us-east-1',
  }
}

const OPERATIONS: Readonly<
  Record<string, (input: Input, request: Request) => Output | Promise<Output>>
> = {
  CreateQueue: (input, { mailbox, url }) => {
    const name = text(input, 'QueueName')
    if (!/^[\w-]{1,80}(\.fifo)?$/.test(name)) throw invalid('Invalid QueueName.')
    const attributes = (input.Attributes ?? {}) as Record<string, string>
    const existing = mailbox.queues().find((queue) => queue.name === name)
    if (existing !== undefined && !includes(existing.attributes, attributes)) {
      throw new MailboxError('QueueNameExists', 'A queue of this name has other attributes.')
    }
    if (existing === undefined) mailbox.saveQueue(name, attributes)
    return { QueueUrl: `${url}/${ACCOUNT_ID}/${name}` }
  },
  GetQueueUrl: (input, { mailbox, url }) => {
    const { name } = mailbox.queue(text(input, 'QueueName'))
    return { QueueUrl: `${url}/${ACCOUNT_ID}/${name}` }
  },
  ListQueues: (input, { mailbox, url }) => ({
    QueueUrls: mailbox
      .queues()
      .filter(({ name }) => name.startsWith(String(input.QueueNamePrefix ?? '')))
      .map(({ name }) => `${url}/${ACCOUNT_ID}/${name}`),
  }),
  DeleteQueue: (input, { mailbox }) => {
    mailbox.deleteQueue(queueName(input))
    return {}
  },
  PurgeQueue: (input, { mailbox }) => {
    mailbox.purge(queueName(input))
    return {}
  },
  SetQueueAttributes: (input, { mailbox }) => {
    const { name, attributes } = mailbox.queue(queueName(input))
    mailbox.saveQueue(name, { ...attributes, ...(input.Attributes as Record<string, string>) })
    return {}
  },
  GetQueueAttributes: (input, { mailbox }) => {
    const { name, attributes } = mailbox.queue(queueName(input))
    const counts = mailbox.counts(name)
    const all: Record<string, string> = {
      ...defaultAttributes(),
      ...attributes,
      QueueArn: ARN_PREFIX + name,
      ApproximateNumberOfMessages: String(counts.visible),
      ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
      ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    }
    const wanted = (input.AttributeNames ?? []) as string[]
    return { Attributes: wanted.includes('All') ? all : pick(all, wanted) }
  },
  SendMessage: (input, { mailbox }) => send(mailbox, queueName(input), input),
  SendMessageBatch: (input, { mailbox }) => {
    const entries = batch(input)
    const bytes = entries.reduce(
      (sum, entry) => sum + Buffer.byteLength(String(entry.MessageBody ?? '')),
      0,
    )
    if (bytes > 1024 * 1024) {
      throw new MailboxError('BatchRequestTooLong', 'Batch requests must be shorter than 1 MiB.')
    }
    return each(entries, (entry) => send(mailbox, queueName(input), entry))
  },
  ReceiveMessage: async (input, { mailbox, signal }) => {
    const limit = Number(input.MaxNumberOfMessages ?? 1)
    if (!Number.isInteger(limit) || limit < 1 || limit > RECEIVE_LIMIT) {
      throw invalid('MaxNumberOfMessages must be from 1 to 10.')
    }
    const waitSeconds = optionalNumber(input.WaitTimeSeconds, 0, 20, 'WaitTimeSeconds')
    const hideSeconds = optionalNumber(input.VisibilityTimeout, 0, 43_200, 'VisibilityTimeout')
    const messages = await mailbox.receive(queueName(input), {
      limit,
      waitMs: waitSeconds === null ? null : waitSeconds * 1000,
      visibilityTimeoutMs: hideSeconds === null ? null : hideSeconds * 1000,
      signal,
    })
    if (messages.length === 0) return {}
    return { Messages: messages.map((message) => present(message, input)) }
  },
  DeleteMessage: (input, { mailbox }) => {
    mailbox.delete(queueName(input), text(input, 'ReceiptHandle'))
    return {}
  },
  DeleteMessageBatch: (input, { mailbox }) =>
    each(batch(input), (entry) => {
      mailbox.delete(queueName(input), text(entry, 'ReceiptHandle'))
      return {}
    }),
  ChangeMessageVisibility: (input, { mailbox }) => {
    changeVisibility(mailbox, queueName(input), input)
    return {}
  },
  ChangeMessageVisibilityBatch: (input, { mailbox }) =>
    each(batch(input), (entry) => {
      changeVisibility(mailbox, queueName(input), entry)
      return {}
    }),
  ListDeadLetterSourceQueues: (input, { mailbox, url }) => {
    const target = queueName(input)
    return {
      queueUrls: mailbox
        .queues()
        .filter(({ settings }) => settings.redrive?.deadLetterQueue === target)
        .map(({ name }) => `${url}/${ACCOUNT_ID}/${name}`),
    }
  },
  StartMessageMoveTask: (input, { mailbox }) => {
    const source = nameOfArn(text(input, 'SourceArn'))
    const sources = mailbox.queues().map(({ settings }) => settings.redrive?.deadLetterQueue)
    if (!sources.includes(source)) {
      throw new MailboxError(
        'ResourceNotFoundException',
        'The source must be the dead-letter queue of another queue.',
      )
    }
    const destination =
      input.DestinationArn === undefined ? null : nameOfArn(String(input.DestinationArn))
    mailbox.moveDeadLetters(source, destination)
    return { TaskHandle: Buffer.from(JSON.stringify({ source, destination })).toString('base64') }
  },
}

function send(mailbox: Mailbox, queue: string, input: Input): Output {
  const attributes = input.MessageAttributes as Record<string, unknown> | undefined
  const body = text(input, 'MessageBody')
  const { id, sequence } = mailbox.send(queue, {
    body,
    attributes,
    groupId: input.MessageGroupId as string | undefined,
    deduplicationId: input.MessageDeduplicationId as string | undefined,
    delaySeconds: input.DelaySeconds as number | undefined,
  })
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(attributes === undefined ? {} : { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
    ...(mailbox.queue(queue).settings.fifo ? { SequenceNumber: sequenceNumber(sequence) } : {}),
  }
}

function present(message: StoredMessage, input: Input): Output {
  const system = systemAttributes(message)
  const wanted = (input.MessageSystemAttributeNames ?? input.AttributeNames ?? []) as string[]
  const wantedOwn = (input.MessageAttributeNames ?? []) as string[]
  const own = Object.fromEntries(
    Object.entries(message.attributes ?? {}).filter(([name]) =>
      wantedOwn.some((pattern) => matches(pattern, name)),
    ),
  )
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(wanted.length === 0
      ? {}
      : { Attributes: wanted.includes('All') ? system : pick(system, wanted) }),
    ...(Object.keys(own).length === 0
      ? {}
      : { MessageAttributes: own, MD5OfMessageAttributes: md5OfAttributes(own) }),
  }
}

function systemAttributes(message: StoredMessage): Record<string, string> {
  return {
    SenderId: ACCOUNT_ID,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.groupId === null ? {} : { MessageGroupId: message.groupId }),
    ...(message.deduplicationId === null
      ? {}
      : {
          MessageDeduplicationId: message.deduplicationId,
          SequenceNumber: sequenceNumber(message.sequence),
        }),
    ...(message.deadFrom === null
      ? {}
      : { DeadLetterQueueSourceArn: ARN_PREFIX + message.deadFrom }),
  }
}

function changeVisibility(mailbox: Mailbox, queue: string, input: Input): void {
  const seconds = optionalNumber(input.VisibilityTimeout, 0, 43_200, 'VisibilityTimeout')
  mailbox.changeVisibility(queue, text(input, 'ReceiptHandle'), seconds ?? 0)
}

function batch(input: Input): Input[] {
  const entries = (input.Entries ?? []) as Input[]
  if (entries.length === 0) {
    throw new MailboxError('EmptyBatchRequest', 'There should be at least one entry.')
  }
  if (entries.length > BATCH_LIMIT) {
    throw new MailboxError(
      'TooManyEntriesInBatchRequest',
      'Maximum number of entries per request are 10.',
    )
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new MailboxError('BatchEntryIdsNotDistinct', 'Two entries have the same Id.')
  }
  return entries
}

/** One entry's refusal does not touch the others; a queue that is not there refuses all. */
function each(entries: readonly Input[], run: (entry: Input) => Output): Output {
  const Successful: Output[] = []
  const Failed: Output[] = []
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) })
    } catch (error) {
      if (!(error instanceof MailboxError) || error.type === 'QueueDoesNotExist') throw error
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful, Failed }
}

const queueName = (input: Input): string => text(input, 'QueueUrl').split('/').at(-1) ?? ''

const nameOfArn = (arn: string): string => arn.split(':').at(-1) ?? ''

function text(input: Input, name: string): string {
  const value = input[name]
  if (typeof value === 'string' && value !== '') return value
  throw new MailboxError(
    'MissingRequiredParameterException',
    `The request must contain the parameter ${name}.`,
  )
}

function optionalNumber(value: unknown, least: number, most: number, name: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
    return value
  }
  throw invalid(`${name} must be from ${least} to ${most}.`)
}

const includes = (all: Input, some: Input): boolean =>
  Object.entries(some).every(([name, value]) => all[name] === value)

function pick(all: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

/** "All", ".*", an exact name, or a prefix followed by ".*". */
const matches = (pattern: string, name: string): boolean =>
  pattern === 'All' ||
  pattern === name ||
  (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2)))

const sequenceNumber = (sequence: number): string => String(sequence).padStart(20, '0')

const md5 = (body: string): string => createHash('md5').update(body).digest('hex')

const invalid = (message: string) => new MailboxError('InvalidParameterValueException', message)
