/** Opaque cursors: a place in one list of one owner. */
import { createHash } from 'node:crypto'
import { Problem } from '#shared/contracts/problem.ts'

/** Long enough that nobody hits it by chance; a cursor gives no access, it only names a place in the caller's own list. */
const CHECK_LENGTH = 22
const CURSOR_PATTERN = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]+)$/

/** `list` names the list and its owner, like `01H….jobs`. */
export function makeCursor(list: string, after: string | null): string | null {
  if (after === null) return null
  return `${check(list, after)}.${Buffer.from(after).toString('base64url')}`
}

/** Throws `cursor-invalid` for a cursor of another list or owner, and for one that was changed. */
export function readCursor(list: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const [, sum, place = ''] = CURSOR_PATTERN.exec(cursor) ?? []
  const after = Buffer.from(place, 'base64url').toString('utf8')
  // Written again, because decoding forgives what we never wrote.
  const ours = Buffer.from(after).toString('base64url') === place
  if (!ours || sum !== check(list, after)) throw new Problem('cursor-invalid')
  return after
}

function check(list: string, after: string): string {
  const sum = createHash('sha256').update(`${list.length}\n${list}\n${after}`)
  return sum.digest('base64url').slice(0, CHECK_LENGTH)
}
