/** Every key of the one table, built purely. The owner leads, so a role narrowed to its owner cannot read past it. */
import { partnerId, tenantId } from '#shared/contracts/ids.ts'

export interface Key {
  readonly pk: string
  readonly sk: string
}

const tenantRow = (tenant: string, noun: string) => `T#${tenantId.parse(tenant)}#${noun}`
const partnerRow = (partner: string, noun: string) => `P#${partnerId.parse(partner)}#${noun}`

/** Partitions that are listed: everything of one noun, in order of its sort key. */
export const partitions = {
  users: (tenant: string) => tenantRow(tenant, 'USER'),
  accounts: (tenant: string) => tenantRow(tenant, 'ACCOUNT'),
  entries: (tenant: string, account: string) => `${tenantRow(tenant, 'ENTRY')}#${account}`,
  printers: (tenant: string) => tenantRow(tenant, 'PRINTER'),
  sites: (tenant: string) => tenantRow(tenant, 'SITE'),
  connectors: (tenant: string) => tenantRow(tenant, 'CONNECTOR'),
  enrollments: (tenant: string) => tenantRow(tenant, 'ENROLLMENT'),
  /** Job ids begin with their time, so reading backwards gives the newest first without an index. */
  jobs: (tenant: string) => tenantRow(tenant, 'JOB'),
  partnerTenants: (partner: string) => partnerRow(partner, 'TENANT'),
  platformTenants: () => 'PLATFORM#TENANT',
} as const

export const keys = {
  tenant: (tenant: string): Key => ({ pk: tenantRow(tenant, 'TENANT'), sk: 'META' }),
  user: (tenant: string, name: string): Key => ({ pk: partitions.users(tenant), sk: name }),
  account: (tenant: string, id: string): Key => ({ pk: partitions.accounts(tenant), sk: id }),
  entry: (tenant: string, account: string, id: string): Key => ({
    pk: partitions.entries(tenant, account),
    sk: id,
  }),
  printer: (tenant: string, id: string): Key => ({ pk: partitions.printers(tenant), sk: id }),
  site: (tenant: string, id: string): Key => ({ pk: partitions.sites(tenant), sk: id }),
  /** Holds a slug for one site. */
  siteSlug: (tenant: string, slug: string): Key => ({
    pk: tenantRow(tenant, 'SITE-SLUG'),
    sk: slug,
  }),
  connector: (tenant: string, id: string): Key => ({ pk: partitions.connectors(tenant), sk: id }),
  enrollment: (tenant: string, id: string): Key => ({ pk: partitions.enrollments(tenant), sk: id }),
  /** From the hash of a token's text to the id of its enrollment. */
  enrollmentToken: (tenant: string, hash: string): Key => ({
    pk: tenantRow(tenant, 'ENROLLMENT-TOKEN'),
    sk: hash,
  }),
  tenantToken: (tenant: string, hash: string): Key => ({
    pk: tenantRow(tenant, 'TOKEN'),
    sk: hash,
  }),
  partnerToken: (partner: string, hash: string): Key => ({
    pk: partnerRow(partner, 'TOKEN'),
    sk: hash,
  }),
  job: (tenant: string, id: string): Key => ({ pk: partitions.jobs(tenant), sk: id }),
  explanation: (tenant: string, id: string): Key => ({
    pk: tenantRow(tenant, 'EXPLANATION'),
    sk: id,
  }),
  idempotency: (tenant: string, hash: string): Key => ({
    pk: tenantRow(tenant, 'IDEMPOTENCY'),
    sk: hash,
  }),
  sweep: (tenant: string): Key => ({ pk: tenantRow(tenant, 'SWEEP'), sk: 'META' }),
  partner: (partner: string): Key => ({ pk: partnerRow(partner, 'PARTNER'), sk: 'META' }),
  partnerTenant: (partner: string, tenant: string): Key => ({
    pk: partitions.partnerTenants(partner),
    sk: tenant,
  }),
  platformTenant: (tenant: string): Key => ({ pk: partitions.platformTenants(), sk: tenant }),
} as const
