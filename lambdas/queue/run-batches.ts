/** Takes the next steps of a batch: bounded each time, and the queue brings it back until it is done. */
import { type BatchMessage, batchMessage } from '#shared/contracts/batch.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { composeQueue, type QueueCall } from '../middleware/compose-queue.ts'
import { formatTime } from '../middleware/doors.ts'
import {
  type BatchProgress,
  type BatchRecord,
  loadBatch,
  saveProgress,
  sendBatch,
} from '../stores/batches.ts'
import { adjustMembers } from './batches/adjust-members.ts'
import { grantQuotas } from './batches/grant-quotas.ts'
import { importUsers } from './batches/import-users.ts'

/** Throws on a message that is not one of ours: it is delivered again and ends in the dead-letter queue. */
export async function runBatch({ body, nowMs, log }: QueueCall): Promise<void> {
  const message = parseMessage(body)
  const { tenantId, batchId } = message
  const batch = await loadBatch(tenantId, batchId)
  if (batch === null || batch.state === 'done') return
  const progress = await takeStep(tenantId, batch)
  const now = { ms: nowMs, text: formatTime(nowMs) }
  const saved = await saveProgress(tenantId, batch, progress, now)
  // Somebody else took the same step and goes on; each user is done once all the same.
  if (saved === null) return
  if (saved.state === 'running') return sendBatch(message)
  const { kind, done, failed } = saved
  log.info('batch done', { tenantId, batchId, kind, done, failed })
}

export const handler = composeQueue('run-batches', runBatch)

function takeStep(tenantId: string, batch: BatchRecord): Promise<BatchProgress> {
  switch (batch.kind) {
    case 'adjustment':
      return adjustMembers(tenantId, batch)
    case 'quota':
      return grantQuotas(tenantId, batch)
    case 'import':
      return importUsers(tenantId, batch)
  }
}

function parseMessage(body: string): BatchMessage {
  const result = batchMessage.safeParse(readJson(body))
  if (result.success) return result.data
  throw new Problem('request-malformed', 'the message is no batch')
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
