/** Questions about one's own jobs. */
import { jobAnswer } from '#shared/contracts/decision.ts'
import type { MyPrompt } from '#shared/contracts/waiting.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { loadHeldPage } from '../../stores/held-jobs.ts'
import type { JobRecord } from '../../stores/jobs.ts'
import { saveSeen } from '../../stores/presence.ts'
import { ownerOf } from '../auth/own.ts'
import { makeCursor, readCursor } from '../cursor.ts'

export const listMyPrompts: RouteHandler<'listMyPrompts'> = async (call) => {
  const { credential, query, nowMs } = call
  const { tenantId, username } = ownerOf(credential)
  await saveSeen(tenantId, username, nowMs)
  const list = `${tenantId}.prompts.${username}`
  const after = readCursor(list, query.cursor)
  const page = await loadHeldPage(tenantId, username, query.limit, after)
  return { items: page.items.flatMap(presentPrompt), next: makeCursor(list, page.after) }
}

function presentPrompt({ jobId, decided }: JobRecord): readonly MyPrompt[] {
  if (decided === null) return []
  const { prompt, currency, decidedAt } = jobAnswer.parse(JSON.parse(decided.answer))
  if (prompt === undefined) return []
  return [
    {
      jobId,
      documentName: decided.documentName,
      printer: decided.printerId.slice(0, decided.printerId.lastIndexOf('@')),
      pages: decided.pages,
      cost: decided.quoted,
      currency,
      prompt,
      askedAt: decidedAt,
      expiresAt: formatTime(Date.parse(decidedAt) + prompt.timeoutSeconds * 1000),
    },
  ]
}
