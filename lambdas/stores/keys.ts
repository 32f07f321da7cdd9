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
  rules: (tenant: string) => tenantRow(tenant, 'RULES'),
  enrollments: (tenant: string) => tenantRow(tenant, 'ENROLLMENT'),
  /** Job ids begin with their time, so reading backwards gives the newest first without an index. */
  jobs: (tenant: string) => tenantRow(tenant, 'JOB'),
  /** Beside each job, in the same order. */
  explanations: (tenant: string) => tenantRow(tenant, 'EXPLANATION'),
  replays: (tenant: string) => tenantRow(tenant, 'REPLAY'),
  replaySlices: (tenant: string, id: string) => `${tenantRow(tenant, 'REPLAY-SLICE')}#${id}`,
  /** Jobs that wait for a person, by user and then by time. */
  heldJobs: (tenant: string) => tenantRow(tenant, 'HELD'),
  orders: (tenant: string, connector: string) => `${tenantRow(tenant, 'ORDER')}#${connector}`,
  /** What one user was told, by the time of the job. */
  messages: (tenant: string, name: string) => `${tenantRow(tenant, 'MESSAGE')}#${name}`,
  /** What waits to be sent by e-mail, by the time of the job. */
  notices: (tenant: string) => tenantRow(tenant, 'NOTICE'),
  /** A user's jobs that ended, by time. */
  userJobs: (tenant: string, name: string) => `${tenantRow(tenant, 'USER-JOB')}#${name}`,
  /** What jobs came to, by day: in total, and by printer, user, group or account. */
  rollups: (tenant: string, dimension: string) => `${tenantRow(tenant, 'ROLLUP')}#${dimension}`,
  /** What jobs came to, by day and quarter of an hour of their making. */
  segments: (tenant: string) => tenantRow(tenant, 'SEGMENT'),
  /** Quarters of an hour that must be counted again. */
  lateSlots: (tenant: string) => tenantRow(tenant, 'LATE-SLOT'),
  reportSchedules: (tenant: string) => tenantRow(tenant, 'REPORT-SCHEDULE'),
  /** One person's sessions, by time. */
  sessionsOf: (tenant: string, username: string) =>
    `${tenantRow(tenant, 'SESSIONS-OF')}#${username}`,
  /** API tokens by time: a person's own, or with null those of programs. */
  apiTokens: (tenant: string, username: string | null) =>
    `${tenantRow(tenant, 'API-TOKEN')}#${username ?? ''}`,
  audit: (tenant: string) => tenantRow(tenant, 'AUDIT'),
  /** Changes under way or done, that are not in the audit log yet. */
  auditIntents: (tenant: string) => tenantRow(tenant, 'AUDIT-INTENT'),
  /** What a person of the identity provider is in each tenant. */
  identity: (hash: string) => `PLATFORM#IDENTITY#${hash}`,
  /** Machines of a site that are one person's for a while. */
  addresses: (tenant: string, site: string) => `${tenantRow(tenant, 'ADDRESS')}#${site}`,
  groups: (tenant: string) => tenantRow(tenant, 'GROUP'),
  /** Who is in a group; the profile is the truth, and both are written together. */
  members: (tenant: string, group: string) => `${tenantRow(tenant, 'MEMBER')}#${group}`,
  /** Groups that have a quota, by name: a run looks at no others. */
  quotas: (tenant: string) => tenantRow(tenant, 'QUOTA'),
  vouchers: (tenant: string) => tenantRow(tenant, 'VOUCHER'),
  voucherBatches: (tenant: string) => tenantRow(tenant, 'VOUCHER-BATCH'),
  vouchersOf: (tenant: string, batch: string) => `${tenantRow(tenant, 'VOUCHERS-OF')}#${batch}`,
  /** Wishes for a refund that wait, and those that were decided, by the time of the job. */
  refunds: (tenant: string, kind: 'OPEN' | 'DECIDED') => tenantRow(tenant, `REFUND-${kind}`),
  batches: (tenant: string) => tenantRow(tenant, 'BATCH'),
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
  rules: (tenant: string, version: string): Key => ({ pk: partitions.rules(tenant), sk: version }),
  /** From a write to the version that it saved. */
  rulesOperation: (tenant: string, id: string): Key => ({
    pk: tenantRow(tenant, 'RULES-OPERATION'),
    sk: id,
  }),
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
  apiToken: (tenant: string, username: string | null, id: string): Key => ({
    pk: partitions.apiTokens(tenant, username),
    sk: id,
  }),
  session: (tenant: string, hash: string): Key => ({ pk: tenantRow(tenant, 'SESSION'), sk: hash }),
  sessionOf: (tenant: string, username: string, id: string): Key => ({
    pk: partitions.sessionsOf(tenant, username),
    sk: id,
  }),
  /** From an e-mail address to the user who has it. */
  email: (tenant: string, address: string): Key => ({
    pk: tenantRow(tenant, 'EMAIL'),
    sk: address,
  }),
  identity: (hash: string, tenant: string): Key => ({ pk: partitions.identity(hash), sk: tenant }),
  /** From a tenant's short name to its id. */
  tenantSlug: (slug: string): Key => ({ pk: 'PLATFORM#TENANT-SLUG', sk: slug }),
  audit: (tenant: string, number: number): Key => ({
    pk: partitions.audit(tenant),
    sk: String(number).padStart(12, '0'),
  }),
  /** The last row of the audit log. */
  auditHead: (tenant: string): Key => ({ pk: tenantRow(tenant, 'AUDIT-HEAD'), sk: 'META' }),
  auditIntent: (tenant: string, operation: string): Key => ({
    pk: partitions.auditIntents(tenant),
    sk: operation,
  }),
  /** Who may charge a shared account, and its PIN: beside the account, because money moves often and these hardly. */
  accountAccess: (tenant: string, id: string): Key => ({
    pk: tenantRow(tenant, 'ACCOUNT-ACCESS'),
    sk: id,
  }),
  /** Shared accounts that a group may charge. */
  groupAccounts: (tenant: string, group: string): Key => ({
    pk: tenantRow(tenant, 'GROUP-ACCOUNTS'),
    sk: group,
  }),
  /** Wrong tries at a secret, by what was tried and who tried. */
  attempts: (tenant: string, what: string): Key => ({
    pk: tenantRow(tenant, 'ATTEMPTS'),
    sk: what,
  }),
  address: (tenant: string, site: string, address: string): Key => ({
    pk: partitions.addresses(tenant, site),
    sk: address,
  }),
  /** One person's machines. */
  addressesOf: (tenant: string, name: string): Key => ({
    pk: tenantRow(tenant, 'ADDRESSES-OF'),
    sk: name,
  }),
  group: (tenant: string, name: string): Key => ({ pk: partitions.groups(tenant), sk: name }),
  member: (tenant: string, group: string, name: string): Key => ({
    pk: partitions.members(tenant, group),
    sk: name,
  }),
  quota: (tenant: string, group: string): Key => ({ pk: partitions.quotas(tenant), sk: group }),
  voucher: (tenant: string, code: string): Key => ({ pk: partitions.vouchers(tenant), sk: code }),
  voucherBatch: (tenant: string, id: string): Key => ({
    pk: partitions.voucherBatches(tenant),
    sk: id,
  }),
  voucherOf: (tenant: string, batch: string, code: string): Key => ({
    pk: partitions.vouchersOf(tenant, batch),
    sk: code,
  }),
  refund: (tenant: string, kind: 'OPEN' | 'DECIDED', job: string): Key => ({
    pk: partitions.refunds(tenant, kind),
    sk: job,
  }),
  batch: (tenant: string, id: string): Key => ({ pk: partitions.batches(tenant), sk: id }),
  /** A piece of what a batch works on. */
  batchPart: (tenant: string, id: string, number: number): Key => ({
    pk: `${tenantRow(tenant, 'BATCH-PART')}#${id}`,
    sk: String(number).padStart(6, '0'),
  }),
  job: (tenant: string, id: string): Key => ({ pk: partitions.jobs(tenant), sk: id }),
  explanation: (tenant: string, id: string): Key => ({
    pk: partitions.explanations(tenant),
    sk: id,
  }),
  replay: (tenant: string, id: string): Key => ({ pk: partitions.replays(tenant), sk: id }),
  replaySlice: (tenant: string, id: string, slice: string): Key => ({
    pk: partitions.replaySlices(tenant, id),
    sk: slice,
  }),
  /** User names hold no `#`, so one user's rows never mix with another's. */
  heldJob: (tenant: string, name: string, id: string): Key => ({
    pk: partitions.heldJobs(tenant),
    sk: `${name}#${id}`,
  }),
  order: (tenant: string, connector: string, id: string): Key => ({
    pk: partitions.orders(tenant, connector),
    sk: id,
  }),
  message: (tenant: string, name: string, job: string): Key => ({
    pk: partitions.messages(tenant, name),
    sk: job,
  }),
  notice: (tenant: string, id: string): Key => ({ pk: partitions.notices(tenant), sk: id }),
  userJob: (tenant: string, name: string, id: string): Key => ({
    pk: partitions.userJobs(tenant, name),
    sk: id,
  }),
  rollup: (tenant: string, dimension: string, day: string): Key => ({
    pk: partitions.rollups(tenant, dimension),
    sk: day,
  }),
  segment: (tenant: string, day: string, slot: string): Key => ({
    pk: partitions.segments(tenant),
    sk: `${day}#${slot}`,
  }),
  lateSlot: (tenant: string, slot: string): Key => ({ pk: partitions.lateSlots(tenant), sk: slot }),
  /** How far jobs are counted. */
  rollupProgress: (tenant: string): Key => ({
    pk: tenantRow(tenant, 'ROLLUP-PROGRESS'),
    sk: 'META',
  }),
  reportSchedule: (tenant: string, id: string): Key => ({
    pk: partitions.reportSchedules(tenant),
    sk: id,
  }),
  /** The job that printed the same last. */
  fingerprint: (tenant: string, hash: string): Key => ({
    pk: tenantRow(tenant, 'FINGERPRINT'),
    sk: hash,
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
