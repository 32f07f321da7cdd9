/** Users of one import, a part of the file at a time. */

import { SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import { userAccountId } from '#shared/contracts/ids.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { userProfile } from '#shared/contracts/user.ts'
import type { UserRow } from '#shared/contracts/user-row.ts'
import { credit } from '#shared/ledger/adjust.ts'
import { type BatchProgress, type BatchRecord, loadBatchPart } from '../../stores/batches.ts'
import { saveAdjustment } from '../../stores/entries.ts'
import { saveUser, type UserChange, type UserWithAccount } from '../../stores/users.ts'
import { stampOf } from './adjust-members.ts'
import { doEach } from './each.ts'

export async function importUsers(tenantId: string, batch: BatchRecord): Promise<BatchProgress> {
  const number = batch.cursor === null ? 0 : Number(batch.cursor)
  const rows = (await loadBatchPart(tenantId, batch.id, number)) as readonly UserRow[] | null
  const each = await doEach(
    rows ?? [],
    (row) => row.username,
    (row) => importUser(tenantId, batch, row),
  )
  const next = number + 1
  return { ...each, cursor: next < Number(batch.work.parts) ? String(next) : null }
}

async function importUser(tenantId: string, batch: BatchRecord, row: UserRow): Promise<void> {
  const createdMs = Date.parse(batch.createdAt)
  await saveUser(tenantId, row.username, createdMs, (stored) => mergeRow(stored, row))
  const creditMinor = row.credit === undefined ? 0n : parseAmount(row.credit)
  if (creditMinor === 0n) return
  const stamp = stampOf(batch, row.username)
  const booking = credit(
    {
      accountId: userAccountId(row.username),
      amountMinor: creditMinor,
      against: SYSTEM_ACCOUNTS.adjustments,
      cause: { kind: 'adjustment', id: stamp.id },
      comment: '',
    },
    { ...stamp, by: batch.by },
  )
  await saveAdjustment(tenantId, booking)
}

const { overdraft: _, restricted: __, ...NEW_PROFILE } = userProfile.parse({})

function mergeRow(stored: UserWithAccount | null, row: UserRow): UserChange {
  const { username: _, credit: __, balance: ___, overdraft, ...said } = row
  const told = Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined),
  ) as Partial<UserChange>
  const before =
    stored === null
      ? { ...NEW_PROFILE, role: 'user' as const, restricted: null }
      : withoutPlace(stored.user)
  const stays =
    stored === null || stored.account.followsTenant ? null : stored.account.overdraftMinor
  const overdraftMinor = overdraft === undefined ? stays : parseAmount(overdraft)
  return { ...before, ...told, overdraftMinor }
}

function withoutPlace({ username: _, accounts: __, ...profile }: UserWithAccount['user']) {
  return profile
}
