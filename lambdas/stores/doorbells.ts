/** Doorbells: one queue a connector, made when it first says hello, that holds nothing but rings. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  QueueDoesNotExist,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Doorbell } from '#shared/contracts/order.ts'
import { DOORBELL, ENV } from '#shared/contracts/wiring.ts'
import { loadEnv } from './doors.ts'
import { queueClient } from './outbox.ts'

const RING = 'ring'
/** A connector asks for a new one once a minute; this is for those that were away. */
const VALID_SECONDS = 3600
/** Queues whose address is remembered by one instance of a function. */
const REMEMBERED_LIMIT = 10_000

const ATTRIBUTES = {
  // A ring that nobody heard within minutes has been overtaken by the connector's own look.
  MessageRetentionPeriod: String(DOORBELL.retentionSeconds),
  ReceiveMessageWaitTimeSeconds: String(DOORBELL.waitSeconds),
  SqsManagedSseEnabled: 'true',
}

/** Queue addresses by connector. */
const addresses = new Map<string, Promise<string>>()

/**
 * A signed address that waits for the next ring and can do nothing else. Whoever hears a ring hides it for longer than
 * it is kept, so each is heard once and nothing needs to be deleted.
 */
export async function openDoorbell(connectorId: string, now: Date): Promise<Doorbell> {
  const url = new URL(await addressOf(connectorId))
  const { region, credentials, sha256 } = queueClient.config
  const signer = new SignatureV4({ service: 'sqs', region, credentials, sha256 })
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: url.pathname,
      headers: { host: url.host },
      query: {
        Action: 'ReceiveMessage',
        Version: '2012-11-05',
        MaxNumberOfMessages: '10',
        VisibilityTimeout: String(DOORBELL.hiddenSeconds),
        WaitTimeSeconds: String(DOORBELL.waitSeconds),
      },
    },
    { expiresIn: VALID_SECONDS, signingDate: now },
  )
  for (const [name, value] of Object.entries(signed.query ?? {})) {
    url.searchParams.set(name, String(value))
  }
  const { expiration } = await credentials()
  const ends = Math.min(now.getTime() + VALID_SECONDS * 1000, expiration?.getTime() ?? Infinity)
  return { url: url.href, expiresAt: new Date(ends).toISOString() }
}

/** Throws what SQS throws: whoever rings goes on without. */
export async function ringDoorbell(connectorId: string): Promise<void> {
  const QueueUrl = await addressOf(connectorId)
  try {
    await queueClient.send(new SendMessageCommand({ QueueUrl, MessageBody: RING }))
  } catch (error) {
    // Deleted meanwhile: the next one makes it again.
    if (error instanceof QueueDoesNotExist) addresses.delete(connectorId)
    throw error
  }
}

/** Of a revoked connector. */
export async function removeDoorbell(connectorId: string): Promise<void> {
  const QueueUrl = await addressOf(connectorId)
  addresses.delete(connectorId)
  await queueClient.send(new DeleteQueueCommand({ QueueUrl }))
}

/** Making a queue that exists with the same attributes only tells its address. */
function addressOf(connectorId: string): Promise<string> {
  const known = addresses.get(connectorId)
  if (known !== undefined) return known
  if (addresses.size >= REMEMBERED_LIMIT) addresses.clear()
  const made = createQueue(connectorId)
  addresses.set(connectorId, made)
  made.catch(() => addresses.delete(connectorId))
  return made
}

async function createQueue(connectorId: string): Promise<string> {
  const reply = await queueClient.send(
    new CreateQueueCommand({
      QueueName: `${loadEnv(ENV.doorbellPrefix)}${connectorId}`,
      Attributes: ATTRIBUTES,
    }),
  )
  return reply.QueueUrl ?? ''
}
