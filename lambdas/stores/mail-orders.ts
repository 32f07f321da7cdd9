/** The queue of reports that are to be sent by e-mail. */
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { Problem } from '#shared/contracts/problem.ts'
import type { ReportOrderMessage } from '#shared/contracts/report.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { loadEnv } from './doors.ts'
import { queueClient } from './outbox.ts'

/** Throws `too-busy` when the queue does not take it. */
export async function sendReportOrder(message: ReportOrderMessage): Promise<void> {
  const reply = await queueClient.send(
    new SendMessageBatchCommand({
      QueueUrl: loadEnv(ENV.mailQueueUrl),
      Entries: [{ Id: '0', MessageBody: JSON.stringify(message) }],
    }),
  )
  if ((reply.Successful ?? []).length !== 1) throw new Problem('too-busy')
}
