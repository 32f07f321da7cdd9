/** Who a person of the identity provider is here: what is stored, what was assigned there, or the verified address. */
import { createHash } from 'node:crypto'
import { tenantId, username } from '#shared/contracts/ids.ts'
import {
  loadMemberships,
  loadTenantIdBySlug,
  loadUsernameByEmail,
  type Membership,
  saveMembership,
} from '../../stores/identities.ts'
import { loadPerson } from '../../stores/users.ts'
import type { Claims } from './identity-provider.ts'

/**
 * Every tenant where this person is an enabled user; with `slug` that tenant alone. A link once made holds, however
 * address or assignment change later: it is bound to issuer and subject, which never name another person.
 */
export async function linkMemberships(
  claims: Claims,
  slug: string | null,
  now: string,
): Promise<readonly Membership[]> {
  const hash = hashIdentity(claims)
  const wanted = slug === null ? null : await loadTenantIdBySlug(slug)
  if (slug !== null && wanted === null) return []
  const stored = await loadMemberships(hash)
  const known = wanted === null ? stored : stored.filter((one) => one.tenantId === wanted)
  const found = known.length > 0 ? known : await linkFirst(claims, hash, wanted, now)
  const enabled = await Promise.all(found.map(isEnabled))
  return found.filter((_, index) => enabled[index])
}

/** Parts with their lengths, so that no two people make the same text. */
function hashIdentity({ issuer, subject }: Claims): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
}

async function linkFirst(
  claims: Claims,
  hash: string,
  wanted: string | null,
  now: string,
): Promise<readonly Membership[]> {
  const membership = readAssignment(claims, wanted) ?? (await matchEmail(claims, wanted))
  // Only who exists is linked: else a name that is created later would belong to a stranger.
  if (membership === null || !(await isEnabled(membership))) return []
  return [await saveMembership(hash, membership, now)]
}

/** What whoever runs the provider wrote there; people cannot change it themselves. */
function readAssignment(claims: Claims, wanted: string | null): Membership | null {
  const tenant = tenantId.safeParse(claims.tenantId).data
  const name = username.safeParse(claims.username).data
  if (tenant === undefined || name === undefined) return null
  return wanted === null || wanted === tenant ? { tenantId: tenant, username: name } : null
}

/** An address says who somebody is only where it is known which tenant is meant. */
async function matchEmail({ email }: Claims, wanted: string | null): Promise<Membership | null> {
  if (email === null || wanted === null) return null
  const name = await loadUsernameByEmail(wanted, email)
  const person = name === null ? null : await loadPerson(wanted, name, 'consistent')
  const still = person !== null && person.email.toLowerCase() === email
  return still ? { tenantId: wanted, username: person.username } : null
}

async function isEnabled({ tenantId: tenant, username: name }: Membership): Promise<boolean> {
  const person = await loadPerson(tenant, name, 'consistent')
  return person !== null && !person.disabled
}
