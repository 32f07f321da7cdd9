/** Who has the page or the client open: whoever looks for questions has, and is noted once a minute. */
import { keys } from './keys.ts'
import { saveItem } from './table.ts'

const NOTED_EVERY_MS = 60_000
/** Longer than anybody waits between two looks, and the minute in which nothing is noted. */
const PRESENT_MS = 150_000
const REMEMBERED_LIMIT = 10_000

/** By tenant and user, when this instance noted it last. */
const noted = new Map<string, number>()

export async function saveSeen(tenantId: string, username: string, nowMs: number): Promise<void> {
  const name = `${tenantId}.${username}`
  const beforeMs = noted.get(name)
  if (beforeMs !== undefined && nowMs >= beforeMs && nowMs - beforeMs < NOTED_EVERY_MS) return
  if (noted.size >= REMEMBERED_LIMIT) noted.clear()
  noted.set(name, nowMs)
  const key = keys.user(tenantId, username)
  await saveItem({ kind: 'update', key, set: { seenMs: nowMs }, when: [{ is: 'present' }] })
}

export function isPresent(seenMs: number | null, nowMs: number): boolean {
  return seenMs !== null && Math.abs(nowMs - seenMs) < PRESENT_MS
}
