/** What the navigation and the jump box offer, by role. A new page is one line here and one in routes.tsx. */
import type { LinkProps } from '@tanstack/react-router'
import type { RouteName } from '#shared/contracts/api.ts'
import type { Me } from '#shared/contracts/me.ts'
import { mayCall } from '../api.ts'
import type { MessageId } from '../language.tsx'
import type { IconName } from './icons.tsx'

export interface Place {
  readonly to: NonNullable<LinkProps['to']>
  readonly label: MessageId
  readonly icon: IconName
  /** What the page reads first: who may not call it does not see the place. */
  readonly needs: RouteName
  /** A person's own things: a program's token has none. */
  readonly own?: true
  /** Users have a start page of their own. */
  readonly staff?: true
}

export interface Region {
  readonly label: MessageId | null
  readonly places: readonly Place[]
}

export const NAVIGATION: readonly Region[] = [
  {
    label: null,
    places: [
      { to: '/', label: 'nav.overview', icon: 'overview', needs: 'showMe', staff: true },
      { to: '/jobs', label: 'nav.jobs', icon: 'jobs', needs: 'listJobs' },
      { to: '/held', label: 'nav.held', icon: 'held', needs: 'listHeld' },
      { to: '/reports', label: 'nav.reports', icon: 'reports', needs: 'listReports' },
    ],
  },
  {
    label: 'nav.people',
    places: [
      { to: '/users', label: 'nav.users', icon: 'users', needs: 'listUsers' },
      { to: '/groups', label: 'nav.groups', icon: 'users', needs: 'listGroups' },
      { to: '/accounts', label: 'nav.accounts', icon: 'accounts', needs: 'listAccounts' },
      { to: '/vouchers', label: 'nav.vouchers', icon: 'vouchers', needs: 'listVoucherBatches' },
      { to: '/refunds', label: 'nav.refunds', icon: 'accounts', needs: 'listRefunds' },
    ],
  },
  {
    label: 'nav.printing',
    places: [
      { to: '/printers', label: 'nav.printers', icon: 'printers', needs: 'listPrinters' },
      { to: '/rules', label: 'nav.rules', icon: 'rules', needs: 'showRules' },
      { to: '/sites', label: 'nav.sites', icon: 'sites', needs: 'listSites' },
    ],
  },
  {
    label: 'nav.house',
    places: [
      { to: '/tokens', label: 'nav.tokens', icon: 'key', needs: 'listTokens' },
      { to: '/audit', label: 'nav.audit', icon: 'audit', needs: 'listAudit' },
      { to: '/settings', label: 'nav.settings', icon: 'settings', needs: 'showSettings' },
    ],
  },
  {
    label: 'nav.you',
    places: [
      { to: '/my', label: 'nav.my', icon: 'person', needs: 'listMyHeld', own: true },
      { to: '/my/jobs', label: 'nav.my.jobs', icon: 'jobs', needs: 'listMyJobs', own: true },
      { to: '/my/tokens', label: 'nav.my.tokens', icon: 'key', needs: 'listMyTokens', own: true },
      {
        to: '/my/sessions',
        label: 'nav.my.sessions',
        icon: 'sessions',
        needs: 'listMySessions',
        own: true,
      },
    ],
  },
]

/** Regions with the places that somebody may enter; the server refuses the others anyway. */
export const placesFor = ({ role, username }: Pick<Me, 'role' | 'username'>): readonly Region[] =>
  NAVIGATION.map(({ label, places }) => ({
    label,
    places: places.filter(
      ({ needs, own, staff }) =>
        mayCall(role, needs) &&
        !(own === true && username === null) &&
        !(staff === true && role === 'user'),
    ),
  })).filter(({ places }) => places.length > 0)
