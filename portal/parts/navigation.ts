/** What the navigation and the jump box offer, by role. A new page is one line here and one in routes.tsx. */
import type { LinkProps } from '@tanstack/react-router'
import type { RouteName } from '#shared/contracts/api.ts'
import type { Role } from '#shared/contracts/credentials.ts'
import { mayCall } from '../api.ts'
import type { MessageId } from '../language.tsx'
import type { IconName } from './icons.tsx'

export interface Place {
  readonly to: NonNullable<LinkProps['to']>
  readonly label: MessageId
  readonly icon: IconName
  /** What the page reads first: who may not call it does not see the place. */
  readonly needs: RouteName
}

export interface Region {
  readonly label: MessageId | null
  readonly places: readonly Place[]
}

export const NAVIGATION: readonly Region[] = [
  {
    label: null,
    places: [
      { to: '/', label: 'nav.overview', icon: 'overview', needs: 'showMe' },
      { to: '/jobs', label: 'nav.jobs', icon: 'jobs', needs: 'listJobs' },
    ],
  },
  {
    label: 'nav.people',
    places: [
      { to: '/users', label: 'nav.users', icon: 'users', needs: 'listUsers' },
      { to: '/accounts', label: 'nav.accounts', icon: 'accounts', needs: 'listAccounts' },
    ],
  },
  {
    label: 'nav.printing',
    places: [
      { to: '/printers', label: 'nav.printers', icon: 'printers', needs: 'listPrinters' },
      { to: '/sites', label: 'nav.sites', icon: 'sites', needs: 'listSites' },
    ],
  },
  {
    label: 'nav.house',
    places: [{ to: '/settings', label: 'nav.settings', icon: 'settings', needs: 'showSettings' }],
  },
]

/** Regions with the places that the role may enter; the server refuses the others anyway. */
export const placesFor = (role: Role): readonly Region[] =>
  NAVIGATION.map(({ label, places }) => ({
    label,
    places: places.filter(({ needs }) => mayCall(role, needs)),
  })).filter(({ places }) => places.length > 0)
