/** Wrong tries at a secret: few are allowed, then none for a while, however many come at once. */
import { numberOrNull } from './attributes.ts'
import { keys } from './keys.ts'
import { loadItem, saveItem } from './table.ts'

export const ATTEMPTS_LIMIT = 5
export const ATTEMPTS_SECONDS = 15 * 60
/** Each lost try means that somebody else tried at the same moment. */
const SAVE_TRIES_LIMIT = 10

/** `last`: the next one is not allowed any more. */
export type Attempt =
  | { readonly allowed: true; readonly last: boolean }
  | { readonly allowed: false; readonly retryAfterSeconds: number }

/** Counted before the secret is looked at, so that tries side by side are counted too. */
export async function takeAttempt(tenantId: string, what: string, nowMs: number): Promise<Attempt> {
  const now = Math.floor(nowMs / 1000)
  const key = keys.attempts(tenantId, what)
  for (let attempt = 0; attempt < SAVE_TRIES_LIMIT; attempt++) {
    const item = await loadItem(key, 'consistent')
    const version = item === null ? 0 : (numberOrNull(item, 'version') ?? 0)
    const endsAt = item === null ? 0 : (numberOrNull(item, 'expiresAt') ?? 0)
    const before = endsAt <= now ? 0 : item === null ? 0 : (numberOrNull(item, 'tries') ?? 0)
    if (before >= ATTEMPTS_LIMIT) return { allowed: false, retryAfterSeconds: endsAt - now }
    const lost = await saveItem({
      kind: 'put',
      key,
      item: { tries: before + 1, version: version + 1, expiresAt: now + ATTEMPTS_SECONDS },
      when:
        item === null
          ? [{ is: 'absent' }]
          : [{ is: 'equal', attribute: 'version', value: version }],
    })
    if (lost === null) return { allowed: true, last: before + 1 === ATTEMPTS_LIMIT }
  }
  return { allowed: false, retryAfterSeconds: 1 }
}

/** It was right: what was counted is forgotten. */
export async function forgetAttempts(tenantId: string, what: string): Promise<void> {
  await saveItem({ kind: 'delete', key: keys.attempts(tenantId, what), when: [] })
}
