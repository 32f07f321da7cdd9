/** The one table of HTTPS paths. Routes in the template, handlers, the connector's client and OpenAPI all come from it. */
import * as z from 'zod'
import { account, accountListQuery, adjustment, entry } from './account.ts'
import { type Role, STAFF_ROLES } from './credentials.ts'
import { jobAnswer } from './decision.ts'
import { accountId, connectorId, jobId, partnerId, printerId, tenantId, username } from './ids.ts'
import { job, jobList, jobQuery, jobTrace } from './job.ts'
import { jobFacts } from './job-facts.ts'
import { listOf, listQuery } from './list.ts'
import { OUTCOMES_LIMIT, outcome } from './outcome.ts'
import { printer, printerPatch } from './printer.ts'
import { ACCOUNT_ROUTES } from './routes/accounts.ts'
import { AUDIT_ROUTES } from './routes/audit.ts'
import { GROUP_ROUTES } from './routes/groups.ts'
import { OVERVIEW_ROUTES } from './routes/overview.ts'
import { PRINT_PASSWORD_ROUTES } from './routes/print-password.ts'
import { REFUND_ROUTES } from './routes/refunds.ts'
import { REPLAY_ROUTES } from './routes/replays.ts'
import { REPORT_ROUTES } from './routes/reports.ts'
import { RULES_ROUTES } from './routes/rules.ts'
import { SESSION_ROUTES } from './routes/session.ts'
import { TOKEN_ROUTES } from './routes/token.ts'
import { USER_ROUTES } from './routes/users.ts'
import { VOUCHER_ROUTES } from './routes/vouchers.ts'
import { WAITING_ROUTES } from './routes/waiting.ts'
import {
  connector,
  enrollmentToken,
  enrollmentTokenCreated,
  enrollmentTokenCreation,
  enrollReply,
  enrollRequest,
  helloReply,
  helloRequest,
  printerRegistered,
  printerRegistration,
  site,
  siteCreation,
} from './site.ts'
import { tenant, tenantSettings } from './tenant.ts'
import { user, userListQuery, userPatch, userProfile } from './user.ts'
import type { FunctionName } from './wiring.ts'

/** Largest body the API takes; API Gateway itself stops at 10 MB. */
export const BODY_LIMIT_BYTES = 256 * 1024

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As API Gateway writes it: `{name}` is a whole segment. */
  readonly path: string
  /** `enroll`: signed by the key in the body; `connector`: signed by an enrolled key; `person`: session cookie or bearer token. */
  readonly auth: 'none' | 'enroll' | 'connector' | 'person'
  /** Roles that pass when a person asks; a role that is not named does not. */
  readonly roles: readonly Role[]
  readonly function: FunctionName
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** A body in JSON or YAML that its handler reads itself, so that errors can name line and column. */
  readonly document?: z.ZodType
  /** A file as body, with a limit of its own, that its handler reads itself. */
  readonly upload?: 'text/csv'
  /** What a reply is that is neither JSON nor a page. */
  readonly download?: 'text/csv'
  /** What a reply may be beside its JSON, as the query's `format` says. */
  readonly formats?: readonly ('text/csv' | 'application/pdf')[]
  readonly status: 200 | 201 | 202 | 204 | 302
  /** The reply's JSON; null when there is none or it is not JSON. */
  readonly reply: z.ZodType | null
}

const admin = { auth: 'person', roles: ['admin'], function: 'api' } as const
const open = { auth: 'none', roles: [], function: 'api' } as const
const signed = { auth: 'connector', roles: [] } as const

const inTenant = z.object({ tenant: tenantId })
const t = '/v1/tenants/{tenant}'

export const ROUTES = {
  // People without a credential.
  startPage: { ...open, method: 'GET', path: '/', summary: 'start page', status: 200, reply: null },
  apiReference: {
    ...open,
    method: 'GET',
    path: '/v1/docs',
    summary: 'this API, readable',
    status: 200,
    reply: null,
  },
  openApi: {
    ...open,
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'this API as OpenAPI 3.1',
    status: 200,
    reply: z.record(z.string(), z.unknown()),
  },

  // Any person.
  ...SESSION_ROUTES,
  listTenants: {
    auth: 'person',
    roles: ['partner'],
    function: 'api',
    method: 'GET',
    path: '/v1/partners/{partner}/tenants',
    summary: 'tenants of a partner',
    params: z.object({ partner: partnerId }),
    query: listQuery,
    status: 200,
    reply: listOf(tenant),
  },

  // People of a tenant, each row by its roles.
  ...TOKEN_ROUTES,
  ...PRINT_PASSWORD_ROUTES,
  ...AUDIT_ROUTES,
  ...WAITING_ROUTES,
  ...REPLAY_ROUTES,
  ...RULES_ROUTES,
  ...ACCOUNT_ROUTES,
  ...GROUP_ROUTES,
  ...VOUCHER_ROUTES,
  ...REFUND_ROUTES,
  ...REPORT_ROUTES,
  ...OVERVIEW_ROUTES,
  ...USER_ROUTES,
  showSettings: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/settings`,
    summary: 'rules for all printers',
    params: inTenant,
    status: 200,
    reply: tenantSettings,
  },
  putSettings: {
    ...admin,
    roles: STAFF_ROLES.ruleEditors,
    method: 'PUT',
    path: `${t}/settings`,
    summary: 'replace the rules for all printers',
    params: inTenant,
    body: tenantSettings.strict(),
    status: 200,
    reply: tenantSettings,
  },
  listJobs: {
    ...admin,
    roles: STAFF_ROLES.jobReaders,
    method: 'GET',
    path: `${t}/jobs`,
    summary: 'jobs, newest first',
    params: inTenant,
    query: jobQuery,
    status: 200,
    reply: jobList,
  },
  showJob: {
    ...admin,
    roles: STAFF_ROLES.jobReaders,
    method: 'GET',
    path: `${t}/jobs/{job}`,
    summary: 'one job',
    params: inTenant.extend({ job: jobId }),
    status: 200,
    reply: job,
  },
  showJobTrace: {
    ...admin,
    roles: STAFF_ROLES.jobReaders,
    method: 'GET',
    path: `${t}/jobs/{job}/trace`,
    summary: 'why a job was decided as it was',
    params: inTenant.extend({ job: jobId }),
    query: z.object({ recompute: z.enum(['true', 'false']).optional() }),
    status: 200,
    reply: jobTrace,
  },
  listUsers: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/users`,
    summary: 'users by name',
    params: inTenant,
    query: userListQuery,
    status: 200,
    reply: listOf(user),
  },
  showUser: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/users/{username}`,
    summary: 'one user',
    params: inTenant.extend({ username }),
    status: 200,
    reply: user,
  },
  putUser: {
    ...admin,
    method: 'PUT',
    path: `${t}/users/{username}`,
    summary: 'create a user or replace the profile',
    params: inTenant.extend({ username }),
    body: userProfile,
    status: 200,
    reply: user,
  },
  patchUser: {
    ...admin,
    method: 'PATCH',
    path: `${t}/users/{username}`,
    summary: 'change parts of a profile',
    params: inTenant.extend({ username }),
    body: userPatch,
    status: 200,
    reply: user,
  },
  listAccounts: {
    ...admin,
    roles: STAFF_ROLES.moneyReaders,
    method: 'GET',
    path: `${t}/accounts`,
    summary: 'accounts by id, or the sub-accounts of one',
    params: inTenant,
    query: accountListQuery,
    status: 200,
    reply: listOf(account),
  },
  showAccount: {
    ...admin,
    roles: STAFF_ROLES.moneyReaders,
    method: 'GET',
    path: `${t}/accounts/{account}`,
    summary: 'one account',
    params: inTenant.extend({ account: accountId }),
    status: 200,
    reply: account,
  },
  listEntries: {
    ...admin,
    roles: STAFF_ROLES.moneyReaders,
    method: 'GET',
    path: `${t}/accounts/{account}/entries`,
    summary: 'entries, newest first',
    params: inTenant.extend({ account: accountId }),
    query: listQuery,
    status: 200,
    reply: listOf(entry),
  },
  adjustAccount: {
    ...admin,
    roles: STAFF_ROLES.moneyKeepers,
    method: 'POST',
    path: `${t}/accounts/{account}/entries`,
    summary: 'add to or take from an account',
    params: inTenant.extend({ account: accountId }),
    body: adjustment,
    status: 201,
    reply: entry,
  },
  listPrinters: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/printers`,
    summary: 'printers by id',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(printer),
  },
  showPrinter: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/printers/{printer}`,
    summary: 'one printer',
    params: inTenant.extend({ printer: printerId }),
    status: 200,
    reply: printer,
  },
  patchPrinter: {
    ...admin,
    roles: STAFF_ROLES.ruleEditors,
    method: 'PATCH',
    path: `${t}/printers/{printer}`,
    summary: 'change prices, limits, conversions',
    params: inTenant.extend({ printer: printerId }),
    body: printerPatch,
    status: 200,
    reply: printer,
  },
  listSites: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/sites`,
    summary: 'sites',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(site),
  },
  createSite: {
    ...admin,
    roles: STAFF_ROLES.siteOperators,
    method: 'POST',
    path: `${t}/sites`,
    summary: 'create a site',
    params: inTenant,
    body: siteCreation,
    status: 201,
    reply: site,
  },
  listConnectors: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/connectors`,
    summary: 'connectors',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(connector),
  },
  showConnector: {
    ...admin,
    roles: STAFF_ROLES.readers,
    method: 'GET',
    path: `${t}/connectors/{connector}`,
    summary: 'one connector',
    params: inTenant.extend({ connector: connectorId }),
    status: 200,
    reply: connector,
  },
  revokeConnector: {
    ...admin,
    roles: STAFF_ROLES.siteOperators,
    method: 'DELETE',
    path: `${t}/connectors/{connector}`,
    summary: 'revoke a connector for good',
    params: inTenant.extend({ connector: connectorId }),
    status: 200,
    reply: connector,
  },
  listEnrollmentTokens: {
    ...admin,
    roles: STAFF_ROLES.siteOperators,
    method: 'GET',
    path: `${t}/enrollment-tokens`,
    summary: 'enrollment tokens, without their text',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(enrollmentToken),
  },
  createEnrollmentToken: {
    ...admin,
    roles: STAFF_ROLES.siteOperators,
    method: 'POST',
    path: `${t}/enrollment-tokens`,
    summary: 'create a one-time enrollment token; its text is shown once',
    params: inTenant,
    body: enrollmentTokenCreation,
    status: 201,
    reply: enrollmentTokenCreated,
  },

  // Connectors.
  enroll: {
    auth: 'enroll',
    roles: [],
    function: 'api',
    method: 'POST',
    path: '/v1/connector/enroll',
    summary: 'turn a token and a device key into a connector',
    body: enrollRequest,
    status: 200,
    reply: enrollReply,
  },
  hello: {
    ...signed,
    function: 'api',
    method: 'POST',
    path: '/v1/connector/hello',
    summary: 'sign of life',
    body: helloRequest,
    status: 200,
    reply: helloReply,
  },
  registerPrinter: {
    ...signed,
    function: 'api',
    method: 'POST',
    path: '/v1/connector/printers',
    summary: 'make a managed queue known',
    body: printerRegistration,
    status: 200,
    reply: printerRegistered,
  },
  answerJob: {
    ...signed,
    function: 'answer',
    method: 'POST',
    path: '/v1/connector/jobs',
    summary: 'ask for the decision on a job',
    body: jobFacts,
    status: 200,
    reply: jobAnswer,
  },
  acceptOutcomes: {
    ...signed,
    function: 'accept',
    method: 'POST',
    path: '/v1/connector/outcomes',
    summary: 'report how jobs ended',
    body: z.object({ outcomes: z.array(outcome).min(1).max(OUTCOMES_LIMIT) }).strict(),
    status: 202,
    reply: z.object({ accepted: z.array(jobId) }),
  },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof ROUTES
type Of<Name extends RouteName, Part extends 'params' | 'query' | 'body' | 'reply'> =
  (typeof ROUTES)[Name] extends Record<Part, infer Schema extends z.ZodType> ? Schema : never
export type RouteParams<Name extends RouteName> = z.output<Of<Name, 'params'>>
export type RouteQuery<Name extends RouteName> = z.output<Of<Name, 'query'>>
export type RouteBody<Name extends RouteName> = z.output<Of<Name, 'body'>>
export type RouteReply<Name extends RouteName> = z.input<Of<Name, 'reply'>>
