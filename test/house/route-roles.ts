// Who may ask what, written down a second time and by hand: a new route, or a changed one, is looked at twice.
import type { RouteName } from '#shared/contracts/api.ts'

const ADMIN = 'admin'
const RULE_EDITORS = 'admin rule-editor'
const RULE_READERS = 'admin auditor operator rule-editor'
const JOB_OPERATORS = 'admin operator'
const SITE_OPERATORS = 'admin operator'
const MONEY_KEEPERS = 'admin billing'
const READERS = 'admin auditor billing helpdesk operator rule-editor'
const JOB_READERS = 'admin auditor billing helpdesk operator'
const MONEY_READERS = 'admin auditor billing helpdesk'
const AUDITORS = 'admin auditor'
const TENANT = 'admin auditor billing helpdesk operator rule-editor user'
const PARTNER = 'partner'
/** No person: anybody, or a connector by its signature. */
const NOBODY = ''

/** Roles in alphabetical order. */
export const ROUTE_ROLES: Readonly<Partial<Record<RouteName, string>>> = {
  startPage: NOBODY,
  apiReference: NOBODY,
  openApi: NOBODY,
  signIn: NOBODY,
  signInCallback: NOBODY,
  signOut: TENANT,
  showMe: 'admin auditor billing helpdesk operator partner rule-editor user',
  listMySessions: TENANT,
  endMySession: TENANT,
  listUserSessions: AUDITORS,
  endUserSessions: ADMIN,
  listTokens: AUDITORS,
  createToken: ADMIN,
  revokeToken: ADMIN,
  listMyTokens: TENANT,
  createMyToken: TENANT,
  revokeMyToken: TENANT,
  listAudit: AUDITORS,
  listTenants: PARTNER,
  showSettings: READERS,
  putSettings: RULE_EDITORS,
  listJobs: JOB_READERS,
  showJob: JOB_READERS,
  showJobTrace: JOB_READERS,
  listUsers: READERS,
  showUser: READERS,
  putUser: ADMIN,
  patchUser: ADMIN,
  listAccounts: MONEY_READERS,
  showAccount: MONEY_READERS,
  listEntries: MONEY_READERS,
  adjustAccount: MONEY_KEEPERS,
  listPrinters: READERS,
  showPrinter: READERS,
  patchPrinter: RULE_EDITORS,
  listSites: READERS,
  createSite: SITE_OPERATORS,
  listConnectors: READERS,
  showConnector: READERS,
  revokeConnector: SITE_OPERATORS,
  listEnrollmentTokens: SITE_OPERATORS,
  createEnrollmentToken: SITE_OPERATORS,
  listHeld: JOB_READERS,
  releaseJob: JOB_OPERATORS,
  cancelJob: JOB_OPERATORS,
  listMyJobs: TENANT,
  listMyHeld: TENANT,
  releaseMyJob: TENANT,
  cancelMyJob: TENANT,
  listMyPrompts: TENANT,
  answerMyPrompt: TENANT,
  rulesSchema: NOBODY,
  showRules: RULE_READERS,
  putRules: RULE_EDITORS,
  listRulesVersions: RULE_READERS,
  showRulesVersion: RULE_READERS,
  activateRules: RULE_EDITORS,
  checkRules: RULE_EDITORS,
  tryRules: RULE_EDITORS,
  takeOrders: NOBODY,
  enroll: NOBODY,
  hello: NOBODY,
  registerPrinter: NOBODY,
  answerJob: NOBODY,
  acceptOutcomes: NOBODY,
}
