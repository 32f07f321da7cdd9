/** Every page, its path, and what its URL may carry. A page's code is fetched when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { LANGUAGES } from '#shared/contracts/findings.ts'
import type { JobState } from '#shared/contracts/job.ts'
import { ErrorPage, NotFoundPage } from './parts/error-page.tsx'
import { Shell } from './parts/shell.tsx'
import { JOB_STATES } from './parts/state.tsx'
import { readListSearch, readNumber, readOneOf, readTexts } from './search.ts'

const root = createRootRoute({
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
})

const at = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path }) as const

/** A state that the contract does not know would be refused there. */
const readState = (value: unknown) => {
  const state = readOneOf(Object.keys(JOB_STATES) as JobState[], value)
  return state === undefined ? {} : { state }
}

const readFormat = (value: unknown) => {
  const language = readOneOf(LANGUAGES, value)
  return language === undefined ? {} : { language }
}

const overview = createRoute({
  ...at('/'),
  component: lazyRouteComponent(() => import('./pages/landing.tsx'), 'LandingPage'),
})
const my = createRoute({
  ...at('/my'),
  component: lazyRouteComponent(() => import('./pages/my.tsx'), 'MyPage'),
})
const myJobs = createRoute({
  ...at('/my/jobs'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/my-jobs.tsx'), 'MyJobsPage'),
})
const myStatement = createRoute({
  ...at('/my/statement'),
  validateSearch: (search: Record<string, unknown>) => ({
    ...readListSearch(search),
    ...readTexts(search, ['account']),
  }),
  component: lazyRouteComponent(() => import('./pages/my-statement.tsx'), 'MyStatementPage'),
})
const mySessions = createRoute({
  ...at('/my/sessions'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/sessions.tsx'), 'MySessionsPage'),
})
const myTokens = createRoute({
  ...at('/my/tokens'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/tokens.tsx'), 'MyTokensPage'),
})
const jobs = createRoute({
  ...at('/jobs'),
  validateSearch: (search: Record<string, unknown>) => ({
    ...readListSearch(search),
    ...readTexts(search, ['user', 'printer', 'document', 'account', 'from', 'to']),
    ...readTexts(search, ['minCost', 'maxCost']),
    ...readState(search.state),
    ...readFormat(search.language),
  }),
  component: lazyRouteComponent(() => import('./pages/jobs.tsx'), 'JobsPage'),
})
const job = createRoute({
  ...at('/jobs/$job'),
  component: lazyRouteComponent(() => import('./pages/job.tsx'), 'JobPage'),
})
const held = createRoute({
  ...at('/held'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/held.tsx'), 'HeldPage'),
})
const rules = createRoute({
  ...at('/rules'),
  validateSearch: (search: Record<string, unknown>) => readTexts(search, ['job']),
  component: lazyRouteComponent(() => import('./pages/rules.tsx'), 'RulesPage'),
})
const rulesVersions = createRoute({
  ...at('/rules/versions'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/rules-versions.tsx'), 'RulesVersionsPage'),
})
const rulesVersion = createRoute({
  ...at('/rules/versions/$version'),
  validateSearch: (search: Record<string, unknown>) => readTexts(search, ['against']),
  component: lazyRouteComponent(() => import('./pages/rules-version.tsx'), 'RulesVersionPage'),
})
const replays = createRoute({
  ...at('/replays'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/replays.tsx'), 'ReplaysPage'),
})
const newReplay = createRoute({
  ...at('/replays/new'),
  validateSearch: (search: Record<string, unknown>) => readTexts(search, ['rules']),
  component: lazyRouteComponent(() => import('./pages/replay-new.tsx'), 'NewReplayPage'),
})
const replay = createRoute({
  ...at('/replays/$replay'),
  component: lazyRouteComponent(() => import('./pages/replay.tsx'), 'ReplayPage'),
})
const users = createRoute({
  ...at('/users'),
  validateSearch: (search: Record<string, unknown>) => ({
    ...readListSearch(search),
    ...readTexts(search, ['beginning']),
  }),
  component: lazyRouteComponent(() => import('./pages/users.tsx'), 'UsersPage'),
})
const user = createRoute({
  ...at('/users/$username'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/user.tsx'), 'UserPage'),
})
const importCsv = createRoute({
  ...at('/import/$kind'),
  component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportPage'),
})
const groups = createRoute({
  ...at('/groups'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/groups.tsx'), 'GroupsPage'),
})
const group = createRoute({
  ...at('/groups/$group'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/group.tsx'), 'GroupPage'),
})
const accounts = createRoute({
  ...at('/accounts'),
  validateSearch: (search: Record<string, unknown>) => ({
    ...readListSearch(search),
    ...readTexts(search, ['parent']),
  }),
  component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'AccountsPage'),
})
const account = createRoute({
  ...at('/accounts/$account'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
})
const vouchers = createRoute({
  ...at('/vouchers'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/vouchers.tsx'), 'VouchersPage'),
})
const voucherBatch = createRoute({
  ...at('/vouchers/$batch'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/voucher-batch.tsx'), 'VoucherBatchPage'),
})
const refunds = createRoute({
  ...at('/refunds'),
  validateSearch: (search: Record<string, unknown>) => {
    const state = readOneOf(['open', 'decided'] as const, search.state)
    return { ...readListSearch(search), ...(state === undefined ? {} : { state }) }
  },
  component: lazyRouteComponent(() => import('./pages/refunds.tsx'), 'RefundsPage'),
})
const printers = createRoute({
  ...at('/printers'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/printers.tsx'), 'PrintersPage'),
})
const printer = createRoute({
  ...at('/printers/$printer'),
  component: lazyRouteComponent(() => import('./pages/printer.tsx'), 'PrinterPage'),
})
const printerCopy = createRoute({
  ...at('/printers/$printer/copy'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/printer-copy.tsx'), 'PrinterCopyPage'),
})
const reports = createRoute({
  ...at('/reports'),
  component: lazyRouteComponent(() => import('./pages/reports.tsx'), 'ReportsPage'),
})
const report = createRoute({
  ...at('/reports/$report'),
  validateSearch: (search: Record<string, unknown>) => ({
    ...readListSearch(search),
    ...readTexts(search, ['from', 'to', 'user', 'printer', 'group', 'account']),
    ...readState(search.state),
  }),
  component: lazyRouteComponent(() => import('./pages/report.tsx'), 'ReportPage'),
})
const reportSchedules = createRoute({
  ...at('/report-schedules'),
  validateSearch: (search: Record<string, unknown>) => readTexts(search, ['report', 'schedule']),
  component: lazyRouteComponent(
    () => import('./pages/report-schedules.tsx'),
    'ReportSchedulesPage',
  ),
})
const sites = createRoute({
  ...at('/sites'),
  component: lazyRouteComponent(() => import('./pages/sites.tsx'), 'SitesPage'),
})
const enroll = createRoute({
  ...at('/sites/enroll'),
  validateSearch: (search: Record<string, unknown>) => readTexts(search, ['site']),
  component: lazyRouteComponent(() => import('./pages/enroll.tsx'), 'EnrollPage'),
})
const userSessions = createRoute({
  ...at('/users/$username/sessions'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/sessions.tsx'), 'UserSessionsPage'),
})
const tokens = createRoute({
  ...at('/tokens'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/tokens.tsx'), 'TokensPage'),
})
const audit = createRoute({
  ...at('/audit'),
  validateSearch: (search: Record<string, unknown>) => {
    const row = readNumber(search.row)
    return { ...readListSearch(search), ...(row === undefined ? {} : { row }) }
  },
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
})
const settings = createRoute({
  ...at('/settings'),
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
})

const tree = root.addChildren([
  overview,
  my,
  myJobs,
  myStatement,
  mySessions,
  myTokens,
  jobs,
  job,
  held,
  rules,
  rulesVersions,
  rulesVersion,
  replays,
  newReplay,
  replay,
  users,
  user,
  importCsv,
  groups,
  group,
  accounts,
  account,
  vouchers,
  voucherBatch,
  refunds,
  printers,
  printer,
  printerCopy,
  reports,
  report,
  reportSchedules,
  sites,
  enroll,
  userSessions,
  tokens,
  audit,
  settings,
])

export const makeRouter = () =>
  createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
