/** Every page, its path, and what its URL may carry. A page's code is fetched when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import type { JobState } from '#shared/contracts/job.ts'
import { ErrorPage, NotFoundPage } from './parts/error-page.tsx'
import { Shell } from './parts/shell.tsx'
import { JOB_STATES } from './parts/state.tsx'
import { readListSearch, readOneOf, readTexts } from './search.ts'

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

const overview = createRoute({
  ...at('/'),
  component: lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage'),
})
const jobs = createRoute({
  ...at('/jobs'),
  validateSearch: (search: Record<string, unknown>) => ({
    ...readListSearch(search),
    ...readTexts(search, ['user', 'printer', 'document']),
    ...readState(search.state),
  }),
  component: lazyRouteComponent(() => import('./pages/jobs.tsx'), 'JobsPage'),
})
const job = createRoute({
  ...at('/jobs/$job'),
  component: lazyRouteComponent(() => import('./pages/job.tsx'), 'JobPage'),
})
const users = createRoute({
  ...at('/users'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/users.tsx'), 'UsersPage'),
})
const user = createRoute({
  ...at('/users/$username'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/user.tsx'), 'UserPage'),
})
const accounts = createRoute({
  ...at('/accounts'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'AccountsPage'),
})
const account = createRoute({
  ...at('/accounts/$account'),
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
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
const sites = createRoute({
  ...at('/sites'),
  component: lazyRouteComponent(() => import('./pages/sites.tsx'), 'SitesPage'),
})
const enroll = createRoute({
  ...at('/sites/enroll'),
  validateSearch: (search: Record<string, unknown>) => readTexts(search, ['site']),
  component: lazyRouteComponent(() => import('./pages/enroll.tsx'), 'EnrollPage'),
})
const settings = createRoute({
  ...at('/settings'),
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
})

const tree = root.addChildren([
  overview,
  jobs,
  job,
  users,
  user,
  accounts,
  account,
  printers,
  printer,
  sites,
  enroll,
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
