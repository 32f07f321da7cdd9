/** Accounts: figures that only ever move together, and who they belong to. */
import type { AccountFigures, AccountMove } from '#shared/ledger/account-move.ts'
import { NO_FIGURES } from '#shared/ledger/account-move.ts'
import { flag, money, text } from './attributes.ts'
import type { Item, Put, Update } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage } from './table.ts'

export interface AccountRecord extends AccountFigures {
  readonly id: string
  readonly name: string
  readonly restricted: boolean
}

export function readAccount(item: Item): AccountRecord {
  return {
    id: text(item, 'sk'),
    name: text(item, 'name'),
    restricted: flag(item, 'restricted'),
    postedMinor: money(item, 'posted'),
    heldMinor: money(item, 'held'),
    overdraftMinor: money(item, 'overdraft'),
    availableMinor: money(item, 'available'),
  }
}

export async function loadAccount(tenantId: string, id: string): Promise<AccountRecord | null> {
  const item = await loadItem(keys.account(tenantId, id), 'consistent')
  return item === null ? null : readAccount(item)
}

/** In the order of the ids. */
export async function loadAccounts(
  tenantId: string,
  ids: readonly string[],
): Promise<readonly (AccountRecord | null)[]> {
  const items = await loadItems(ids.map((id) => keys.account(tenantId, id)))
  return items.map((item) => (item === null ? null : readAccount(item)))
}

export async function loadAccountPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.accounts(tenantId)
  const page = await loadPage({ partition, limit, backwards: false, after })
  return { items: page.items.map(readAccount), after: page.after }
}

export function makeAccountRow(
  tenantId: string,
  account: { id: string; name: string; restricted: boolean; overdraftMinor: bigint },
): Put {
  const figures = { ...NO_FIGURES, availableMinor: account.overdraftMinor }
  return {
    kind: 'put',
    key: keys.account(tenantId, account.id),
    item: {
      name: account.name,
      restricted: account.restricted,
      posted: figures.postedMinor,
      held: figures.heldMinor,
      overdraft: account.overdraftMinor,
      available: figures.availableMinor,
    },
    when: [{ is: 'absent' }],
  }
}

/** A move as one update: four figures, one condition. */
export function makeMoveWrite(tenantId: string, move: AccountMove): Update {
  const moved = {
    posted: move.postedMinor,
    held: move.heldMinor,
    overdraft: move.overdraftMinor,
    available: move.availableMinor,
  }
  return {
    kind: 'update',
    key: keys.account(tenantId, move.accountId),
    add: Object.fromEntries(Object.entries(moved).filter(([, minor]) => minor !== 0n)),
    when: [
      { is: 'present' },
      ...(move.requiredMinor === null
        ? []
        : [{ is: 'at-least', attribute: 'available', value: move.requiredMinor } as const]),
    ],
  }
}
