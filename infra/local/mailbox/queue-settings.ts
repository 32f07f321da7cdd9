/** A queue's attributes: SQS's strings on the wire, plain values here. */
import { MailboxError } from './errors.ts'

/** As "Attributes" of CreateQueue: every value is a string. */
export type QueueAttributes = Readonly<Record<string, string>>

export interface QueueSettings {
  readonly fifo: boolean
  readonly contentBasedDeduplication: boolean
  readonly visibilityTimeoutMs: number
  readonly delayMs: number
  readonly retentionMs: number
  readonly waitMs: number
  readonly redrive: { readonly deadLetterQueue: string; readonly maxReceiveCount: number } | null
}

/** Seconds: default, smallest, largest. */
const SECONDS = {
  VisibilityTimeout: [30, 0, 43_200],
  DelaySeconds: [0, 0, 900],
  MessageRetentionPeriod: [345_600, 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 0, 20],
} as const
/** Kept and given back, without effect on one machine. */
const IGNORED = new Set([
  'MaximumMessageSize',
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'RedriveAllowPolicy',
  'DeduplicationScope',
  'FifoThroughputLimit',
])
const READ = new Set([
  ...Object.keys(SECONDS),
  'FifoQueue',
  'ContentBasedDeduplication',
  'RedrivePolicy',
])

export function parseQueueSettings(name: string, attributes: QueueAttributes): QueueSettings {
  for (const attribute of Object.keys(attributes)) {
    if (!READ.has(attribute) && !IGNORED.has(attribute)) {
      throw new MailboxError('InvalidAttributeName', `Unknown Attribute ${attribute}.`)
    }
  }
  const fifo = attributes.FifoQueue === 'true'
  if (fifo !== name.endsWith('.fifo')) {
    throw invalid('The name of a FIFO queue, and no other, ends with the .fifo suffix.')
  }
  return {
    fifo,
    contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
    visibilityTimeoutMs: parseSeconds('VisibilityTimeout', attributes),
    delayMs: parseSeconds('DelaySeconds', attributes),
    retentionMs: parseSeconds('MessageRetentionPeriod', attributes),
    waitMs: parseSeconds('ReceiveMessageWaitTimeSeconds', attributes),
    redrive: parseRedrivePolicy(attributes.RedrivePolicy),
  }
}

/** Every attribute a queue has without being told. */
export function defaultAttributes(): QueueAttributes {
  return Object.fromEntries(
    Object.entries(SECONDS).map(([attribute, [standard]]) => [attribute, String(standard)]),
  )
}

function parseSeconds(attribute: keyof typeof SECONDS, attributes: QueueAttributes): number {
  const [standard, smallest, largest] = SECONDS[attribute]
  const seconds = Number(attributes[attribute] ?? standard)
  if (!Number.isInteger(seconds) || seconds < smallest || seconds > largest) {
    throw invalid(`Invalid value for the parameter ${attribute}.`)
  }
  return seconds * 1000
}

function parseRedrivePolicy(text: string | undefined): QueueSettings['redrive'] {
  if (text === undefined || text === '') return null
  let policy: { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown }
  try {
    policy = JSON.parse(text)
  } catch {
    throw invalid('Value of parameter RedrivePolicy is not JSON.')
  }
  const maxReceiveCount = Number(policy.maxReceiveCount)
  const deadLetterQueue = String(policy.deadLetterTargetArn ?? '')
    .split(':')
    .at(-1)
  if (!deadLetterQueue || !Number.isInteger(maxReceiveCount) || maxReceiveCount < 1) {
    throw invalid('Value of parameter RedrivePolicy needs deadLetterTargetArn and maxReceiveCount.')
  }
  return { deadLetterQueue, maxReceiveCount }
}

const invalid = (message: string) => new MailboxError('InvalidParameterValueException', message)
