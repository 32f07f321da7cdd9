/** Takes the next step of one slice of a replay: bounded each time, and the queue brings it back until it is done. */
import { Problem } from '#shared/contracts/problem.ts'
import { type ReplayMessage, replayMessage } from '#shared/contracts/replay.ts'
import type { ReplayFindings } from '../http/replays/findings.ts'
import { composeQueue, type QueueCall } from '../middleware/compose-queue.ts'
import { loadReplay, loadSlice, saveSlice, sendReplaySteps } from '../stores/replays.ts'
import { replaySlice } from './replays/replay-slice.ts'

/** Throws on a message that is not one of ours: it is delivered again and ends in the dead-letter queue. */
export async function runReplay({ body, nowMs, log }: QueueCall): Promise<void> {
  const message = parseMessage(body)
  const { tenantId, replayId } = message
  const [replay, slice] = await Promise.all([
    loadReplay(tenantId, replayId),
    loadSlice<ReplayFindings>(tenantId, replayId, message.slice),
  ])
  if (replay === null || slice === null || slice.cursor === null || replay.canceled) return
  const step = await replaySlice(tenantId, replay, { ...slice, cursor: slice.cursor }, nowMs)
  // Somebody else took the same step and goes on; each job is counted once all the same.
  if (!(await saveSlice(tenantId, replay, slice, step))) return
  if (step.cursor !== null) return sendReplaySteps([message])
  log.info('slice replayed', { tenantId, replayId, slice: message.slice })
}

export const handler = composeQueue('run-replays', runReplay)

function parseMessage(body: string): ReplayMessage {
  const result = replayMessage.safeParse(readJson(body))
  if (result.success) return result.data
  throw new Problem('request-malformed', 'the message is no step of a replay')
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
