/** First replies to writes that carried an Idempotency-Key. */
import { numberOrNull, text, textOrNull } from './attributes.ts'
import { keys } from './keys.ts'
import { saveItem } from './table.ts'

/** Longer than anybody repeats a request by design; a script that repeats its set-up every term is safe. */
const KEPT_SECONDS = 366 * 24 * 3600

export interface Claim {
  /** Of method, path and body. */
  readonly requestHash: string
  /** When the key was first used: a repeat works with the same time, so it makes the same ids. */
  readonly claimedMs: number
  /** null while the first request is under way, or when it died. */
  readonly reply: { readonly status: number; readonly body: string } | null
}

/** The claim that holds: the new one, or the one that was first. */
export async function saveClaim(
  tenantId: string,
  keyHash: string,
  requestHash: string,
  nowMs: number,
): Promise<Claim> {
  const lost = await saveItem({
    kind: 'put',
    key: keys.idempotency(tenantId, keyHash),
    item: {
      requestHash,
      claimedMs: nowMs,
      expiresAt: Math.floor(nowMs / 1000) + KEPT_SECONDS,
    },
    when: [{ is: 'absent' }],
  })
  const found = lost?.found[0]
  if (!found) return { requestHash, claimedMs: nowMs, reply: null }
  const body = textOrNull(found, 'body')
  return {
    requestHash: text(found, 'requestHash'),
    claimedMs: numberOrNull(found, 'claimedMs') ?? nowMs,
    reply: body === null ? null : { status: numberOrNull(found, 'status') ?? 200, body },
  }
}

/** The first reply stays: what is given back is what every repeat will get. */
export async function saveFirstReply(
  tenantId: string,
  keyHash: string,
  reply: { readonly status: number; readonly body: string },
): Promise<{ readonly status: number; readonly body: string }> {
  const lost = await saveItem({
    kind: 'update',
    key: keys.idempotency(tenantId, keyHash),
    set: reply,
    when: [{ is: 'present' }, { is: 'unset', attribute: 'body' }],
  })
  const found = lost?.found[0]
  if (!found) return reply
  return { status: numberOrNull(found, 'status') ?? reply.status, body: text(found, 'body') }
}
