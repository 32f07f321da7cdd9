// Who lives in the demo: one partner, a school and a company, their people and their money.
import type { TenantSettings } from '#shared/contracts/tenant.ts'

export interface DemoUser {
  readonly username: string
  readonly fullName: string
  readonly groups: readonly string[]
  readonly balance: string
}

export interface DemoTenant {
  readonly slug: string
  readonly name: string
  readonly currency: string
  readonly settings: TenantSettings
  readonly users: readonly DemoUser[]
  /** Who may sign in to look after the tenant. */
  readonly admins: readonly { readonly username: string; readonly fullName: string }[]
}

export const DEMO_PARTNER = 'Harbor IT Services'
/** The tenant that has a site with a connector. */
export const DEMO_SITE = { tenantSlug: 'school', slug: 'main', name: 'Main building' }
export const DEMO_QUEUE = 'office'

/** Two hours suit a school day, four a company's. */
const schoolHoldSeconds = 2 * 3600
const companyHoldSeconds = 4 * 3600
const settings = {
  unknownUser: 'create',
  unknownPages: 'hold',
  flatPrice: '0.00',
  askSeconds: 300,
  timeZone: 'UTC',
  overdraft: '0.00',
  userTransfers: false,
} as const

export const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    slug: 'school',
    name: 'Riverside School',
    currency: 'EUR',
    settings: { ...settings, holdSeconds: schoolHoldSeconds },
    users: [
      { username: 'alice', fullName: 'Alice Teacher', groups: ['staff'], balance: '10.00' },
      { username: 'bob', fullName: 'Bob Student', groups: ['students'], balance: '5.00' },
      { username: 'carol', fullName: 'Carol Student', groups: ['students'], balance: '0.02' },
    ],
    admins: [{ username: 'dora', fullName: 'Dora Head' }],
  },
  {
    slug: 'company',
    name: 'Lighthouse Boats',
    currency: 'EUR',
    settings: { ...settings, holdSeconds: companyHoldSeconds },
    users: [
      { username: 'erin', fullName: 'Erin Sales', groups: ['sales'], balance: '20.00' },
      { username: 'frank', fullName: 'Frank Workshop', groups: ['workshop'], balance: '3.00' },
    ],
    admins: [{ username: 'gina', fullName: 'Gina Captain' }],
  },
]

/** Five cents a gray side, twenty a color side; students print gray. */
export const DEMO_PRINTER = {
  prices: {
    model: 'simple',
    gray: { simplex: '0.05', duplex: '0.04' },
    color: { simplex: '0.20', duplex: '0.18' },
  },
  conversions: { grayscale: ['students'], duplex: 'nobody' },
} as const
