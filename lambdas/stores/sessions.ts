/** Sessions of people in a browser: found by the hash of their cookie, listed by person. */
import { numberOrNull, text } from './attributes.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveItem, saveTogether } from './table.ts'

export interface SessionRecord {
  readonly id: string
  /** Hex SHA-256 of the cookie's text: all that is stored of it. */
  readonly hash: string
  readonly username: string
  readonly browser: string
  readonly createdMs: number
  readonly seenMs: number
  /** Over then, however busy. */
  readonly endsMs: number
  /** null while nobody ended it. */
  readonly endedMs: number | null
}

/** A person's sessions that are looked through at once; ended ones go with their time to live. */
const PAGE_LENGTH = 100
const PAGES_LIMIT = 20

function readSession(hash: string, item: Item): SessionRecord {
  return {
    id: text(item, 'id'),
    hash,
    username: text(item, 'username'),
    browser: text(item, 'browser'),
    createdMs: numberOrNull(item, 'createdMs') ?? 0,
    seenMs: numberOrNull(item, 'seenMs') ?? 0,
    endsMs: numberOrNull(item, 'endsMs') ?? 0,
    endedMs: numberOrNull(item, 'endedMs'),
  }
}

export async function loadSession(tenantId: string, hash: string): Promise<SessionRecord | null> {
  const item = await loadItem(keys.session(tenantId, hash), 'consistent')
  return item === null ? null : readSession(hash, item)
}

export async function createSession(tenantId: string, session: SessionRecord): Promise<void> {
  const { hash, id, username, endsMs } = session
  const expiresAt = Math.ceil(endsMs / 1000)
  const { endedMs: _, hash: __, ...item } = session
  const when = [{ is: 'absent' }] as const
  await saveTogether([
    { kind: 'put', key: keys.session(tenantId, hash), item: { ...item, expiresAt }, when },
    { kind: 'put', key: keys.sessionOf(tenantId, username, id), item: { hash, expiresAt }, when },
  ])
}

/** Somebody else's touch of the same moment is as good. */
export async function touchSession(
  tenantId: string,
  session: SessionRecord,
  nowMs: number,
): Promise<void> {
  await saveItem({
    kind: 'update',
    key: keys.session(tenantId, session.hash),
    set: { seenMs: nowMs },
    when: [{ is: 'equal', attribute: 'seenMs', value: session.seenMs }],
  })
}

/** Ended ones stay as such until their time to live is over. */
export async function endSession(tenantId: string, hash: string, nowMs: number): Promise<boolean> {
  const lost = await saveItem({
    kind: 'update',
    key: keys.session(tenantId, hash),
    set: { endedMs: nowMs },
    when: [{ is: 'present' }, { is: 'unset', attribute: 'endedMs' }],
  })
  return lost === null
}

/** Newest first; of ended and forgotten ones the page is the shorter. */
export async function loadSessionPage(
  tenantId: string,
  username: string,
  limit: number,
  after: string | null,
): Promise<{ items: readonly SessionRecord[]; after: string | null }> {
  const partition = partitions.sessionsOf(tenantId, username)
  const page = await loadPage({ partition, limit, backwards: true, after })
  const hashes = page.items.map((item) => text(item, 'hash'))
  const found = await loadItems(hashes.map((hash) => keys.session(tenantId, hash)))
  const items = hashes.flatMap((hash, index) => {
    const item = found[index]
    return item ? [readSession(hash, item)] : []
  })
  return { items, after: page.after }
}

/** The session of that id, if it is this person's. */
export async function loadSessionOf(
  tenantId: string,
  username: string,
  id: string,
): Promise<SessionRecord | null> {
  const pointer = await loadItem(keys.sessionOf(tenantId, username, id), 'consistent')
  return pointer === null ? null : loadSession(tenantId, text(pointer, 'hash'))
}

/** How many were ended just now. */
export async function endSessionsOf(
  tenantId: string,
  username: string,
  nowMs: number,
): Promise<number> {
  let ended = 0
  let after: string | null = null
  for (let pages = 0; pages < PAGES_LIMIT; pages++) {
    const page = await loadSessionPage(tenantId, username, PAGE_LENGTH, after)
    for (const { hash, endedMs } of page.items) {
      if (endedMs === null && (await endSession(tenantId, hash, nowMs))) ended++
    }
    after = page.after
    if (after === null) break
  }
  return ended
}
