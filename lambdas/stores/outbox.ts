/** The outcome queue: what was reported is booked from there. */
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { OutcomeMessage } from '#shared/contracts/outcome.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { CLIENT_LIMITS, loadEnv } from './doors.ts'

export const queueClient = new SQSClient(CLIENT_LIMITS)

/** Most messages in one call to SQS. */
const BATCH_LIMIT = 10

/** Ids of the jobs whose outcome the queue took. Throws `too-busy` when it took none. */
export async function sendOutcomes(
  messages: readonly OutcomeMessage[],
): Promise<readonly string[]> {
  const batches = []
  for (let start = 0; start < messages.length; start += BATCH_LIMIT) {
    batches.push(sendBatch(messages.slice(start, start + BATCH_LIMIT)))
  }
  const results = await Promise.allSettled(batches)
  const accepted = results.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  if (accepted.length === 0) {
    const failed = results.find((one) => one.status === 'rejected')
    throw new Problem('too-busy', undefined, { cause: failed?.reason })
  }
  return accepted
}

async function sendBatch(messages: readonly OutcomeMessage[]): Promise<readonly string[]> {
  const reply = await queueClient.send(
    new SendMessageBatchCommand({
      QueueUrl: loadEnv(ENV.outcomeQueueUrl),
      Entries: messages.map((message, index) => ({
        Id: `${index}`,
        MessageBody: JSON.stringify(message),
      })),
    }),
  )
  return (reply.Successful ?? []).flatMap(({ Id }) => messages[Number(Id)]?.outcome.jobId ?? [])
}
