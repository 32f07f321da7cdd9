/** middy composed once for every consumer of a queue: each record on its own, the failed ones are named. */
import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { type Doors, REAL_DOORS } from './doors.ts'
import { describeFault, type Log, makeLog } from './log.ts'

export interface QueueCall {
  readonly body: string
  readonly nowMs: number
  readonly log: Log
}

/** A record whose handler throws is delivered again, and lands in the dead-letter queue in the end. */
export function composeQueue(
  name: string,
  handler: (call: QueueCall) => Promise<void>,
  doors: Doors = REAL_DOORS,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const handleRecord = async (record: SQSRecord): Promise<string | null> => {
    const log = makeLog(doors, { consumer: name, messageId: record.messageId })
    try {
      await handler({ body: record.body, nowMs: doors.nowMs(), log })
      return null
    } catch (error) {
      log.error('record failed', describeFault(error))
      return record.messageId
    }
  }
  return middy<SQSEvent, SQSBatchResponse>().handler(async (event) => {
    const failed = await Promise.all(event.Records.map(handleRecord))
    return {
      batchItemFailures: failed.flatMap((id) => (id === null ? [] : [{ itemIdentifier: id }])),
    }
  }) as (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>
}
