/** Grants of quotas: membership, account and entry in one transaction, so each period is given once. */
import { createHash } from 'node:crypto'
import { SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { credit } from '#shared/ledger/adjust.ts'
import { type AccountRecord, makeMoveWrite } from './accounts.ts'
import { textOrNull } from './attributes.ts'
import type { BatchRecord } from './batches.ts'
import { makeEntryRow } from './entries.ts'
import type { Write } from './expressions.ts'
import { keys } from './keys.ts'
import { saveTogether } from './table.ts'

export interface Grant {
  readonly group: string
  /** First day of the period, `YYYY-MM-DD`. */
  readonly date: string
  /** 0 when the cap leaves no room: the period is over all the same. */
  readonly amountMinor: bigint
  /** What the membership was read with. */
  readonly grantedThrough: string
  readonly account: AccountRecord
  readonly batch: BatchRecord
}

/** `moved`: the balance changed since it was read, which the cap was reckoned with. */
export async function saveGrant(
  tenantId: string,
  username: string,
  grant: Grant,
): Promise<'saved' | 'given-before' | 'moved'> {
  const { group, date, grantedThrough } = grant
  const lost = await saveTogether([
    {
      kind: 'update',
      key: keys.member(tenantId, group, username),
      set: { grantedThrough: date },
      when: [{ is: 'equal', attribute: 'grantedThrough', value: grantedThrough }],
    },
    ...makeMoneyWrites(tenantId, username, grant),
  ])
  if (lost === null) return 'saved'
  const member = lost.found[0]
  const held = member === undefined || member === null
  if (member === null || (!held && textOrNull(member, 'grantedThrough') !== grantedThrough)) {
    return 'given-before'
  }
  return 'moved'
}

function makeMoneyWrites(tenantId: string, username: string, grant: Grant): readonly Write[] {
  const { group, date, amountMinor, account, batch } = grant
  if (amountMinor === 0n) return []
  const tail = createHash('sha256').update(`${group}\n${username}\n${date}`).digest()
  const stamp = {
    id: makeUlid(Date.parse(batch.createdAt), tail),
    at: batch.createdAt,
    by: batch.by,
  }
  const { move, entry } = credit(
    {
      accountId: account.id,
      amountMinor,
      against: SYSTEM_ACCOUNTS.quotas,
      cause: { kind: 'quota', id: `${group} ${date}` },
      comment: '',
    },
    stamp,
  )
  const write = makeMoveWrite(tenantId, move)
  const unmoved = { is: 'equal', attribute: 'posted', value: account.postedMinor } as const
  return [{ ...write, when: [...write.when, unmoved] }, makeEntryRow(tenantId, entry)]
}
