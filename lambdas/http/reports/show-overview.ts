/** Figures of today and of the last 30 days, and what needs somebody. What it reads is bounded, whatever the tenant. */

import { userAccountId } from '#shared/contracts/ids.ts'
import type { Job } from '#shared/contracts/job.ts'
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'
import {
  ALERTS_LIMIT,
  LOW_BALANCE_USERS_LIMIT,
  OFFLINE_AFTER_MINUTES,
  OVERVIEW_DAYS,
  type Overview,
  STUCK_AFTER_MINUTES,
} from '#shared/contracts/overview.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { unpackNames, unpackTotal } from '../../reports/pack-tally.ts'
import { addDays, daysOf } from '../../reports/period.ts'
import { catchUp } from '../../reports/roll-up.ts'
import { idsFrom, nextSlot, SLOT_MS, type Slot, slotStartMs } from '../../reports/slots.ts'
import { addTallies, EMPTY_TALLY, type Tally } from '../../reports/tally.ts'
import { compareUsage } from '../../reports/usage.ts'
import { grantedMinor, loadAccounts } from '../../stores/accounts.ts'
import { loadConnectorPage } from '../../stores/connectors.ts'
import { type JobRecord, loadOpenJobPage } from '../../stores/jobs.ts'
import { loadPrinterPage } from '../../stores/printers.ts'
import { todayIn } from '../../stores/quota-runs.ts'
import { loadDays } from '../../stores/rollups.ts'
import { loadTenant } from '../../stores/tenants.ts'

const MINUTE_MS = 60_000
/** Connectors looked at. */
const CONNECTORS_LIMIT = 200
/** Printers looked at. */
const PRINTERS_LIMIT = 200
/** Jobs read to name those that are stuck. */
const STUCK_ROWS_LIMIT = 500
const STUCK_SLOTS_LIMIT = 5

export const showOverview: RouteHandler<'showOverview'> = async ({ params, query, nowMs }) => {
  const tenant = await loadTenant(params.tenant)
  const { timeZone } = tenant.settings
  await catchUp({ tenantId: tenant.id, timeZone, nowMs })
  const last = todayIn(timeZone, nowMs)
  const period = { first: addDays(last, 1 - OVERVIEW_DAYS), last }
  const stored = await loadDays(tenant.id, 'total', period.first, last)
  const tallies = new Map(stored.map(({ day, packed }) => [day, unpackTotal(packed)]))
  const released = addTallies(tallies.values()).released
  const [offlineConnectors, printerErrors, stuckJobs, lowBalances] = await Promise.all([
    loadOffline(tenant.id, nowMs),
    loadPrinterErrors(tenant.id),
    loadStuck(tenant.id, released, nowMs),
    loadLow(tenant, addDays(last, -1), last, parseAmount(query.lowBalance)),
  ])
  const today = tallies.get(last) ?? EMPTY_TALLY
  return {
    currency: tenant.currency,
    timeZone,
    today: { ...presentDay(last, today), ...countStates(today) },
    days: daysOf(period).map((day) => presentDay(day, tallies.get(day) ?? EMPTY_TALLY)),
    alerts: { offlineConnectors, printerErrors, stuckJobs, lowBalances },
  }
}

function presentDay(day: string, { total }: Tally): Overview['days'][number] {
  const { jobs, printed, sides, sheets, colorSides, chargedMinor } = total
  return { day, jobs, printed, sides, sheets, colorSides, cost: formatAmount(chargedMinor) }
}

function countStates({ kinds }: Tally) {
  const count = (...states: readonly Job['state'][]) =>
    states.reduce((sum, state) => sum + (kinds.get(`state:${state}`)?.jobs ?? 0), 0)
  return {
    refused: count('refused'),
    held: count('held', 'asking'),
    unprinted: count('canceled', 'failed', 'expired'),
  }
}

async function loadOffline(
  tenantId: string,
  nowMs: number,
): Promise<Overview['alerts']['offlineConnectors']> {
  const { items } = await loadConnectorPage(tenantId, CONNECTORS_LIMIT, null)
  const sinceMs = nowMs - OFFLINE_AFTER_MINUTES * MINUTE_MS
  const offline = items.filter(
    ({ state, lastSeenAt, enrolledAt }) =>
      state === 'active' && Date.parse(lastSeenAt ?? enrolledAt) < sinceMs,
  )
  return {
    count: offline.length,
    items: offline
      .slice(0, ALERTS_LIMIT)
      .map(({ id, siteId, name, lastSeenAt }) => ({ id, siteId, name, lastSeenAt })),
  }
}

/** As their connectors told last. */
async function loadPrinterErrors(tenantId: string): Promise<Overview['alerts']['printerErrors']> {
  const { items } = await loadPrinterPage(tenantId, PRINTERS_LIMIT, null)
  const failing = items.filter(
    ({ state, stateReasons }) =>
      state === 'stopped' || stateReasons.some((reason) => reason.endsWith('-error')),
  )
  return {
    count: failing.length,
    items: failing
      .slice(0, ALERTS_LIMIT)
      .map(({ id, name, stateReasons }) => ({ id, name, stateReasons })),
  }
}

/** How many is known from the days; some are looked up by name, in the newest quarters of an hour that have any. */
async function loadStuck(
  tenantId: string,
  released: ReadonlyMap<Slot, number>,
  nowMs: number,
): Promise<Overview['alerts']['stuckJobs']> {
  const untilMs = nowMs - STUCK_AFTER_MINUTES * MINUTE_MS
  const slots = [...released.keys()]
    .filter((slot) => slotStartMs(slot) + SLOT_MS <= untilMs)
    .sort()
    .reverse()
  const stuck: JobRecord[] = []
  for (const slot of slots.slice(0, STUCK_SLOTS_LIMIT)) {
    const limit = Math.floor(STUCK_ROWS_LIMIT / STUCK_SLOTS_LIMIT)
    const range = { after: idsFrom(slotStartMs(slot)), below: nextSlot(slot), limit }
    const page = await loadOpenJobPage(tenantId, range)
    stuck.push(...page.items.filter(({ state }) => state === 'released').reverse())
  }
  return {
    count: slots.reduce((sum, slot) => sum + (released.get(slot) ?? 0), 0),
    items: stuck.slice(0, ALERTS_LIMIT).map(({ jobId, decided, createdAt }) => ({
      id: jobId,
      user: decided?.user ?? '',
      printerId: decided?.printerId ?? null,
      createdAt,
    })),
  }
}

/** Restricted accounts only: the others may print without money. */
async function loadLow(
  tenant: Tenant,
  first: string,
  last: string,
  belowMinor: bigint,
): Promise<Overview['alerts']['lowBalances']> {
  const days = await loadDays(tenant.id, 'user', first, last)
  const { by } = addTallies(days.map(({ packed }) => unpackNames(packed, 'user')))
  const usernames = [...by.user]
    .sort(compareUsage)
    .slice(0, LOW_BALANCE_USERS_LIMIT)
    .map(([username]) => username)
  const accounts = await loadAccounts(tenant.id, usernames.map(userAccountId))
  const low = usernames.flatMap((username, index) => {
    const account = accounts[index]
    if (!account?.restricted) return []
    const availableMinor = account.availableMinor + grantedMinor(account, tenant.settings)
    return availableMinor < belowMinor ? [{ username, availableMinor }] : []
  })
  low.sort((one, other) => (one.availableMinor < other.availableMinor ? -1 : 1))
  return {
    count: low.length,
    items: low.slice(0, ALERTS_LIMIT).map(({ username, availableMinor }) => ({
      username,
      available: formatAmount(availableMinor),
    })),
  }
}
