/** How long what tells of a job is kept, where the tenant limits it: DynamoDB deletes such rows by their `expiresAt`. */
import type { TenantSettings } from '#shared/contracts/tenant.ts'
import { TABLE } from '#shared/contracts/wiring.ts'
import { numberOrNull } from './attributes.ts'
import type { Item } from './expressions.ts'

const DAY_SECONDS = 24 * 3600

/** Seconds since 1970; empty = for ever. Counted from the cloud's own clock: a connector's may be wrong. */
export function makeRetention(
  { retentionDays }: TenantSettings,
  decidedMs: number,
): { readonly keptUntil?: number } {
  if (retentionDays === undefined) return {}
  return { keptUntil: Math.floor(decidedMs / 1000) + retentionDays * DAY_SECONDS }
}

/** DynamoDB deletes a row up to days after its time; nobody is to see it meanwhile. */
export function isKept(item: Item, nowMs: number): boolean {
  const expiresAt = numberOrNull(item, TABLE.timeToLive)
  return expiresAt === null || expiresAt * 1000 > nowMs
}
