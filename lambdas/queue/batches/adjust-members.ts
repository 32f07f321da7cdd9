/** The same adjustment for each member of a group. */
import { createHash } from 'node:crypto'
import { makeUlid, userAccountId } from '#shared/contracts/ids.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { adjust } from '#shared/ledger/adjust.ts'
import { loadAccount, payerOf } from '../../stores/accounts.ts'
import type { BatchProgress, BatchRecord } from '../../stores/batches.ts'
import { saveAdjustment } from '../../stores/entries.ts'
import { loadMemberPage } from '../../stores/groups.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { doEach, USERS_A_STEP } from './each.ts'

export async function adjustMembers(tenantId: string, batch: BatchRecord): Promise<BatchProgress> {
  const { group, amount, comment } = batch.work
  const amountMinor = parseAmount(String(amount))
  const { settings } = await loadTenant(tenantId)
  const page = await loadMemberPage(tenantId, String(group), USERS_A_STEP, batch.cursor)
  const each = await doEach(
    page.items,
    ({ username }) => username,
    async ({ username }) => {
      const account = await loadAccount(tenantId, userAccountId(username))
      if (account === null) throw new Problem('not-found')
      const stamp = { ...stampOf(batch, username), by: batch.by }
      const booking = adjust(payerOf(account, settings), amountMinor, String(comment), stamp)
      const saved = await saveAdjustment(tenantId, booking)
      if (saved === 'insufficient') throw new Problem('adjustment-exceeds-balance')
    },
  )
  return { ...each, cursor: page.after }
}

/** Made of batch and user, so that a step taken twice books once. */
export function stampOf(batch: BatchRecord, username: string) {
  const tail = createHash('sha256').update(`${batch.id}\n${username}`).digest()
  return { id: makeUlid(Date.parse(batch.createdAt), tail), at: batch.createdAt }
}
