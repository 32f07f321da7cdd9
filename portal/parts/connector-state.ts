/** Whether a connector is in touch. */
import type { Connector } from '#shared/contracts/site.ts'
import { now } from '../doors.ts'

/** A connector says hello once a minute; three that are missing are no accident. */
const OFFLINE_AFTER_MS = 3 * 60_000

export function connectorState({ state, lastSeenAt }: Connector): 'online' | 'offline' | 'revoked' {
  if (state === 'revoked') return 'revoked'
  const silentMs = lastSeenAt === null ? Number.POSITIVE_INFINITY : now() - Date.parse(lastSeenAt)
  return silentMs > OFFLINE_AFTER_MS ? 'offline' : 'online'
}
