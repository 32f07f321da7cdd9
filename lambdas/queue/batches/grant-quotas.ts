/** Quotas of all groups of a tenant: each member gets each period once, late periods too. */
import { EVERYONE } from '#shared/contracts/group.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { QuotaShown } from '#shared/contracts/quota.ts'
import { duePeriods, grantedOf } from '#shared/ledger/quota.ts'
import type { BatchProgress, BatchRecord } from '../../stores/batches.ts'
import { loadMemberPage, loadQuotas, type Member, type QuotaGroup } from '../../stores/groups.ts'
import { saveGrant } from '../../stores/quotas.ts'
import { loadUser } from '../../stores/users.ts'
import { doEach, USERS_A_STEP } from './each.ts'

const TRIES_LIMIT = 10

/** `after`: the member of that group who was last looked at; null = none yet. */
interface Place {
  readonly group: string
  readonly after: string | null
}

export async function grantQuotas(tenantId: string, batch: BatchRecord): Promise<BatchProgress> {
  const today = String(batch.work.today)
  const quotas = await loadQuotas(tenantId)
  const place = batch.cursor === null ? null : (JSON.parse(batch.cursor) as Place)
  const current = quotas.find(({ group }) => place === null || group >= place.group)
  if (current === undefined) return { cursor: null, done: 0, failures: [] }
  const after = current.group === place?.group ? place.after : null
  const page = await loadMemberPage(tenantId, current.group, USERS_A_STEP, after)
  const due = page.items.filter(
    (member) => duePeriods(current.quota, member.grantedThrough, today).length > 0,
  )
  const each = await doEach(
    due,
    ({ username }) => username,
    (member) => grantMember(tenantId, batch, quotas, current, member),
  )
  return { ...each, done: page.items.length, cursor: nextCursor(quotas, current, page.after) }
}

/** One period after the other, because each looks at the balance that the one before left. */
async function grantMember(
  tenantId: string,
  batch: BatchRecord,
  quotas: readonly QuotaGroup[],
  { group, quota }: QuotaGroup,
  member: Member,
): Promise<void> {
  let { grantedThrough } = member
  for (const date of duePeriods(quota, grantedThrough, String(batch.work.today))) {
    for (let attempt = 0; ; attempt++) {
      if (attempt === TRIES_LIMIT) throw new Problem('too-busy')
      const stored = await loadUser(tenantId, member.username)
      if (stored === null) throw new Problem('not-found')
      const all = quotasOf(quotas, stored.user.groups)
      const amountMinor = grantedOf(quota, stored.account.postedMinor, all)
      const grant = { group, date, amountMinor, grantedThrough, account: stored.account, batch }
      const saved = await saveGrant(tenantId, member.username, grant)
      if (saved === 'given-before') return
      if (saved === 'saved') break
    }
    grantedThrough = date
  }
}

function quotasOf(quotas: readonly QuotaGroup[], groups: readonly string[]): readonly QuotaShown[] {
  return quotas
    .filter(({ group }) => group === EVERYONE || groups.includes(group))
    .map(({ quota }) => quota)
}

function nextCursor(
  quotas: readonly QuotaGroup[],
  current: QuotaGroup,
  after: string | null,
): string | null {
  if (after !== null) return makeCursor({ group: current.group, after })
  const next = quotas.find(({ group }) => group > current.group)
  return next === undefined ? null : makeCursor({ group: next.group, after: null })
}

const makeCursor = (place: Place) => JSON.stringify(place)
