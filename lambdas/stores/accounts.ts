/** Accounts: figures that only ever move together, and who they belong to. */
import { MAIN_PRIORITY } from '#shared/contracts/account.ts'
import type { AccountStanding } from '#shared/contracts/decision.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import type { TenantSettings } from '#shared/contracts/tenant.ts'
import type { AccountFigures, AccountMove } from '#shared/ledger/account-move.ts'
import { NO_FIGURES } from '#shared/ledger/account-move.ts'
import type { Payer } from '#shared/ledger/adjust.ts'
import type { RequestedCharge } from '#shared/ledger/reserve.ts'
import { flag, money, numberOrNull, text } from './attributes.ts'
import type { Item, Put, Update } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveItem, saveTogether } from './table.ts'

export interface AccountRecord extends AccountFigures {
  readonly id: string
  readonly name: string
  readonly restricted: boolean
  readonly disabled: boolean
  /** Only who knows the PIN, or was let in by name, may charge it. */
  readonly pin: boolean
  readonly priority: number
  /** It has no overdraft of its own: the tenant's counts on top of the figures. */
  readonly followsTenant: boolean
}

/** What somebody says of an account; figures only move. */
export interface AccountTraits {
  readonly name: string
  readonly restricted: boolean
  readonly disabled: boolean
  readonly priority: number
  /** null: the tenant's counts. */
  readonly overdraftMinor: bigint | null
}

export function readAccount(item: Item): AccountRecord {
  return {
    id: text(item, 'sk'),
    name: text(item, 'name'),
    restricted: flag(item, 'restricted'),
    disabled: item.disabled === true,
    pin: item.pin === true,
    priority: numberOrNull(item, 'priority') ?? MAIN_PRIORITY,
    followsTenant: item.followsTenant === true,
    postedMinor: money(item, 'posted'),
    heldMinor: money(item, 'held'),
    overdraftMinor: money(item, 'overdraft'),
    availableMinor: money(item, 'available'),
  }
}

/** Overdraft on top of the account's own figure: nothing has to be rewritten when the tenant changes it. */
export function grantedMinor(account: AccountRecord, settings: TenantSettings): bigint {
  return account.followsTenant ? parseAmount(settings.overdraft) : 0n
}

/** What may be taken from it. */
export function payerOf(account: AccountRecord, settings: TenantSettings): Payer {
  const { id, restricted } = account
  return { id, restricted, grantedMinor: grantedMinor(account, settings) }
}

/** As a decision sees it. */
export function standingOf(account: AccountRecord, settings: TenantSettings): AccountStanding {
  const { id, name, postedMinor, heldMinor, restricted, disabled, pin, priority } = account
  return {
    id,
    kind: id.startsWith('user:') ? 'personal' : 'shared',
    name,
    postedMinor,
    heldMinor,
    overdraftMinor: account.overdraftMinor + grantedMinor(account, settings),
    restricted,
    disabled,
    pin,
    priority,
  }
}

/** What `reserve` is asked for: the charges of a decision, each with what its account may give. */
export function requestCharges(
  charges: readonly { readonly accountId: string; readonly amountMinor: bigint }[],
  accounts: readonly AccountRecord[],
  settings: TenantSettings,
): readonly RequestedCharge[] {
  return charges.map((charge) => {
    const account = accounts.find(({ id }) => id === charge.accountId)
    return {
      ...charge,
      restricted: account?.restricted ?? true,
      grantedMinor: account === undefined ? 0n : grantedMinor(account, settings),
    }
  })
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

/** Sub-accounts of one shared account: their ids begin with its own. */
export async function loadSubAccountPage(
  tenantId: string,
  parentId: string,
  limit: number,
  after: string | null,
) {
  const page = await loadPage({
    partition: partitions.accounts(tenantId),
    limit,
    backwards: false,
    after: after ?? `${parentId}/`,
    below: `${parentId}0`,
  })
  return { items: page.items.map(readAccount), after: page.after }
}

/** `postedMinor`: what the account begins with; the caller writes its entry in the same transaction. */
export function makeAccountRow(
  tenantId: string,
  account: Partial<AccountTraits> & {
    readonly id: string
    readonly name: string
    readonly restricted: boolean
    readonly overdraftMinor: bigint | null
  },
  postedMinor = 0n,
): Put {
  const { disabled = false, priority = MAIN_PRIORITY } = account
  const overdraftMinor = account.overdraftMinor ?? 0n
  return {
    kind: 'put',
    key: keys.account(tenantId, account.id),
    item: {
      ...makeTraits({ ...account, disabled, priority }),
      posted: postedMinor,
      held: NO_FIGURES.heldMinor,
      overdraft: overdraftMinor,
      available: postedMinor + overdraftMinor,
    },
    when: [{ is: 'absent' }],
  }
}

/** What changes of an account besides its money; null when nothing does. */
export function makeTraitsWrite(
  tenantId: string,
  stored: AccountRecord,
  next: AccountTraits,
): Update | null {
  const changeMinor = (next.overdraftMinor ?? 0n) - stored.overdraftMinor
  const same =
    changeMinor === 0n &&
    next.name === stored.name &&
    next.restricted === stored.restricted &&
    next.disabled === stored.disabled &&
    next.priority === stored.priority &&
    (next.overdraftMinor === null) === stored.followsTenant
  if (same) return null
  return {
    kind: 'update',
    key: keys.account(tenantId, stored.id),
    set: makeTraits(next),
    ...(changeMinor === 0n ? {} : { add: { overdraft: changeMinor, available: changeMinor } }),
    when: [{ is: 'equal', attribute: 'overdraft', value: stored.overdraftMinor }],
  }
}

/** With a further account of a user, the user's row learns of it. False when somebody was quicker. */
export async function createAccount(
  tenantId: string,
  id: string,
  traits: AccountTraits,
  owner: string | null,
): Promise<boolean> {
  const row = makeAccountRow(tenantId, { ...traits, id })
  if (owner === null) return (await saveItem(row)) === null
  const told: Update = {
    kind: 'update',
    key: keys.user(tenantId, owner),
    add: { accounts: new Set([id]) },
    when: [{ is: 'present' }],
  }
  return (await saveTogether([row, told])) === null
}

/** False when its overdraft was changed meanwhile. */
export async function saveTraits(
  tenantId: string,
  stored: AccountRecord,
  next: AccountTraits,
): Promise<boolean> {
  const write = makeTraitsWrite(tenantId, stored, next)
  return write === null || (await saveItem(write)) === null
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

function makeTraits({ name, restricted, disabled, priority, overdraftMinor }: AccountTraits): Item {
  return { name, restricted, disabled, priority, followsTenant: overdraftMinor === null }
}
