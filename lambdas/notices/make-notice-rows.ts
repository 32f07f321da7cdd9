/** What a decision tells people, as rows that are written together with it: none when it tells nothing. */
import type { Decision } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { Put } from '../stores/expressions.ts'
import { makeMessageRow, makeNoticeRow } from '../stores/notices.ts'

/** One job tells so much at most; the rest stands in its trace. */
const MESSAGES_LIMIT = 20
const NOTICES_LIMIT = 20

export interface Telling {
  readonly tenantId: string
  readonly facts: JobFacts
  /** Whose job it is; null = a guest, who finds no messages. */
  readonly username: string | null
  readonly decision: Decision
  readonly now: string
}

/** A job that asks tells nothing yet: it is decided again. The same decision gives the same rows. */
export function makeNoticeRows(telling: Telling): readonly Put[] {
  const { tenantId, facts, username, decision, now } = telling
  if (decision.verdict === 'ask') return []
  const { jobId, documentName, printerId } = facts
  const about = { jobId, documentName, printerId, at: now }
  const texts = textsForUser(decision)
  const mails = decision.notifications
    .filter(({ to }) => to !== 'user' || username !== null)
    .slice(0, NOTICES_LIMIT)
    .map((notification, index) =>
      makeNoticeRow(tenantId, {
        ...about,
        ...notification,
        id: `${jobId}#${String(index).padStart(2, '0')}`,
        user: username ?? facts.owner.name,
      }),
    )
  return username === null || texts.length === 0
    ? mails
    : [makeMessageRow(tenantId, username, { ...about, texts }), ...mails]
}

function textsForUser({ reasons, notifications }: Decision): readonly string[] {
  const warnings = reasons.filter(({ code }) => code === 'rule-warned').map(({ text }) => text)
  const told = notifications.filter(({ to }) => to === 'user').map(({ text }) => text)
  return [...new Set([...warnings, ...told])].slice(0, MESSAGES_LIMIT)
}
