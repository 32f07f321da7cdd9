// Fills an empty cloud with the demo: every step may be repeated, so a start that was cut short goes on.
import { createHash } from 'node:crypto'
import type { ProvisionRequest } from '#shared/contracts/provision.ts'
import type { LocalPerson } from '../identity/identity-client.ts'
import { type ApiClient, makeApiClient } from './api-client.ts'
import { DEMO_PARTNER, DEMO_SITE, DEMO_TENANTS, type DemoTenant } from './demo-people.ts'
import type { DemoSecrets } from './demo-secrets.ts'

export interface SeededSite {
  readonly tenantId: string
  readonly siteId: string
  readonly admin: ApiClient
}

/** Partner, tenants and tokens by the operator's function; all else through the API. */
export async function seedDemo(
  api: string,
  secrets: DemoSecrets,
  provision: (request: ProvisionRequest) => Promise<unknown>,
): Promise<SeededSite> {
  await provision(makeProvisionRequest(secrets))
  for (const tenant of DEMO_TENANTS) {
    const { id, adminToken } = secretsOf(secrets, tenant.slug)
    await seedUsers(makeApiClient(api, id, adminToken), tenant)
  }
  const { id, adminToken } = secretsOf(secrets, DEMO_SITE.tenantSlug)
  const admin = makeApiClient(api, id, adminToken)
  return { tenantId: id, siteId: await ensureSite(admin), admin }
}

function makeProvisionRequest(secrets: DemoSecrets): ProvisionRequest {
  const token = (
    ownerId: string,
    text: string,
    role: 'admin' | 'user' | 'partner',
    name: string,
    username: string | null,
  ) => ({ ownerId, hash: createHash('sha256').update(text).digest('hex'), role, name, username })
  return {
    partner: { id: secrets.partner.id, name: DEMO_PARTNER },
    tenants: DEMO_TENANTS.map(({ slug, name, currency, settings }) => ({
      id: secretsOf(secrets, slug).id,
      slug,
      name,
      currency,
      settings,
    })),
    tokens: [
      token(secrets.partner.id, secrets.partner.token, 'partner', 'demo partner', null),
      ...secrets.tenants.flatMap((tenant) => [
        token(tenant.id, tenant.adminToken, 'admin', 'demo admin', null),
        ...tenant.users.map((user) =>
          token(tenant.id, user.token, 'user', `demo user ${user.username}`, user.username),
        ),
      ]),
    ],
  }
}

/** The first balance is an adjustment with a fixed key: a repeat adds nothing. */
async function seedUsers(admin: ApiClient, tenant: DemoTenant): Promise<void> {
  for (const { username, fullName } of tenant.admins) {
    await admin.call('PUT', `users/${username}`, { fullName, role: 'admin' })
  }
  for (const { username, fullName, groups, balance } of tenant.users) {
    await admin.call('PUT', `users/${username}`, { fullName, groups })
    const credit = { amount: balance, comment: 'first balance of the demo' }
    await admin.call(
      'POST',
      `accounts/user:${username}/entries`,
      credit,
      `demo-first-balance-${username}`,
    )
  }
}

async function ensureSite(admin: ApiClient): Promise<string> {
  const { slug, name } = DEMO_SITE
  const created = await admin.call('POST', 'sites', { slug, name }, `demo-site-${slug}`)
  return (created as { id: string }).id
}

/** Everybody who may sign in at this machine's identity provider. */
export function peopleOf(secrets: DemoSecrets): LocalPerson[] {
  return DEMO_TENANTS.flatMap((tenant) => {
    const { id, users, admins } = secretsOf(secrets, tenant.slug)
    const names = new Map(
      [...tenant.users, ...tenant.admins].map(({ username, fullName }) => [username, fullName]),
    )
    return [...users, ...admins].map(({ username, password }) => ({
      username,
      password,
      fullName: names.get(username) ?? username,
      tenantId: id,
      tenantSlug: tenant.slug,
    }))
  })
}

export function secretsOf(secrets: DemoSecrets, slug: string): DemoSecrets['tenants'][number] {
  const found = secrets.tenants.find((tenant) => tenant.slug === slug)
  if (found === undefined) throw new Error(`fault: the demo has no tenant \`${slug}\``)
  return found
}
