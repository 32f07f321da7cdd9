/** Everything else over HTTP: one function, routed by the contract's table. */
import { composeHttp } from '../../middleware/compose-http.ts'
import { adjustAccount } from '../adjust-account.ts'
import { apiReference } from '../api-reference.ts'
import { listAudit } from '../auth/list-audit.ts'
import {
  endMySession,
  endUserSessions,
  listMySessions,
  listUserSessions,
} from '../auth/sessions.ts'
import { signIn } from '../auth/sign-in.ts'
import { signInCallback } from '../auth/sign-in-callback.ts'
import { signOut } from '../auth/sign-out.ts'
import {
  createMyToken,
  createToken,
  listMyTokens,
  listTokens,
  revokeMyToken,
  revokeToken,
} from '../auth/tokens.ts'
import { createEnrollmentToken } from '../create-enrollment-token.ts'
import { createSite } from '../create-site.ts'
import { enroll } from '../enroll.ts'
import { hello } from '../hello.ts'
import { listAccounts } from '../list-accounts.ts'
import { listConnectors } from '../list-connectors.ts'
import { listEnrollmentTokens } from '../list-enrollment-tokens.ts'
import { listEntries } from '../list-entries.ts'
import { listJobs } from '../list-jobs.ts'
import { listPrinters } from '../list-printers.ts'
import { listSites } from '../list-sites.ts'
import { listTenants } from '../list-tenants.ts'
import { listUsers } from '../list-users.ts'
import { listMyMessages } from '../messages/list-my-messages.ts'
import { openApi } from '../open-api.ts'
import { patchPrinter } from '../patch-printer.ts'
import { patchUser } from '../patch-user.ts'
import { checkPrintPassword } from '../print-password/check-print-password.ts'
import { listMyAddresses, putMyAddresses } from '../print-password/my-addresses.ts'
import { putSettings } from '../put-settings.ts'
import { putUser } from '../put-user.ts'
import { registerPrinter } from '../register-printer.ts'
import { cancelReplay } from '../replays/cancel-replay.ts'
import { listReplays } from '../replays/list-replays.ts'
import { replayRules } from '../replays/replay-rules.ts'
import { showReplay } from '../replays/show-replay.ts'
import { showOverview } from '../reports/show-overview.ts'
import { revokeConnector } from '../revoke-connector.ts'
import { activateRules } from '../rules/activate-rules.ts'
import { checkRules } from '../rules/check-rules.ts'
import { listRulesVersions } from '../rules/list-rules-versions.ts'
import { putRules } from '../rules/put-rules.ts'
import { rulesSchema } from '../rules/rules-schema.ts'
import { showRules } from '../rules/show-rules.ts'
import { showRulesVersion } from '../rules/show-rules-version.ts'
import { tryRules } from '../rules/try-rules.ts'
import { showAccount } from '../show-account.ts'
import { showConnector } from '../show-connector.ts'
import { showJob } from '../show-job.ts'
import { showJobTrace } from '../show-job-trace.ts'
import { showMe } from '../show-me.ts'
import { showPrinter } from '../show-printer.ts'
import { showSettings } from '../show-settings.ts'
import { showUser } from '../show-user.ts'
import { startPage } from '../start-page.ts'
import { answerMyPrompt } from '../waiting/answer-prompt.ts'
import { cancelJob, cancelMyJob } from '../waiting/cancel-job.ts'
import { listHeld, listMyHeld } from '../waiting/list-held.ts'
import { listMyJobs } from '../waiting/list-my-jobs.ts'
import { listMyPrompts } from '../waiting/list-prompts.ts'
import { releaseJob, releaseMyJob } from '../waiting/release-job.ts'
import { takeOrders } from '../waiting/take-orders.ts'
import { moneyHandlers } from './money-handlers.ts'

/** By name, as the contract's table has them. */
export const apiHandlers = {
  ...moneyHandlers,
  startPage,
  apiReference,
  openApi,
  signIn,
  signInCallback,
  signOut,
  showMe,
  listMySessions,
  endMySession,
  listUserSessions,
  endUserSessions,
  listTokens,
  createToken,
  revokeToken,
  listMyTokens,
  createMyToken,
  revokeMyToken,
  checkPrintPassword,
  listMyAddresses,
  putMyAddresses,
  listAudit,
  listTenants,
  showSettings,
  putSettings,
  listJobs,
  showJob,
  showJobTrace,
  listUsers,
  showUser,
  putUser,
  patchUser,
  listAccounts,
  showAccount,
  listEntries,
  adjustAccount,
  listPrinters,
  showPrinter,
  patchPrinter,
  listSites,
  createSite,
  listConnectors,
  showConnector,
  revokeConnector,
  listEnrollmentTokens,
  createEnrollmentToken,
  enroll,
  hello,
  registerPrinter,
  listHeld,
  releaseJob,
  cancelJob,
  listMyJobs,
  listMyHeld,
  releaseMyJob,
  cancelMyJob,
  takeOrders,
  replayRules,
  listReplays,
  showReplay,
  cancelReplay,
  listMyPrompts,
  listMyMessages,
  answerMyPrompt,
  rulesSchema,
  showRules,
  putRules,
  listRulesVersions,
  showRulesVersion,
  activateRules,
  checkRules,
  tryRules,
  showOverview,
}

export const handler = composeHttp(apiHandlers)
