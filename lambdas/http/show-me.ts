/** Who is asking, by cookie or by token alike. */
import type { Me } from '#shared/contracts/me.ts'
import { PORTAL_HEADER, SESSION_IDLE_MINUTES } from '#shared/contracts/session.ts'
import type { PersonCredential, RouteHandler } from '../middleware/call.ts'
import { formatTime } from '../middleware/doors.ts'
import { loadTenant } from '../stores/tenants.ts'

export const showMe: RouteHandler<'showMe'> = async ({ credential }) => {
  const { role, tenantId, partnerId, username, fullName, tokenName, readOnly, session } = credential
  return {
    kind: session === null ? 'token' : 'session',
    role,
    roles: [role],
    tenant: tenantId === null ? null : await loadShownTenant(tenantId),
    tenantId,
    partnerId,
    username,
    fullName,
    tokenName,
    readOnly,
    csrf: session === null ? null : { header: PORTAL_HEADER, value: '1' },
    expires: makeExpires(credential),
  }
}

async function loadShownTenant(tenantId: string): Promise<NonNullable<Me['tenant']>> {
  const { id, slug, name, currency, settings } = await loadTenant(tenantId)
  const { userTransfers, brandColor = null, language = null } = settings
  return { id, slug, name, currency, userTransfers, brandColor, language }
}

/** The idle time counts from what is written down, so it may come up to five minutes later than said. */
function makeExpires({ session, endsAt }: PersonCredential): Me['expires'] {
  if (endsAt === null) return null
  const idleAt =
    session === null ? null : formatTime(session.seenMs + SESSION_IDLE_MINUTES * 60_000)
  return { idleAt, endsAt }
}
