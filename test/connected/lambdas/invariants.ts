/** What must be true of a tenant's ledger after anything that happened. */
import { expect } from 'vitest'
import type { AccountRecord } from '#lambdas/stores/accounts.ts'
import type { JobRecord } from '#lambdas/stores/jobs.ts'
import { foldBalance, foldPostings, type LedgerEntry } from '#shared/ledger/entry.ts'
import { isOpen } from '#shared/ledger/settle.ts'

export interface LedgerState {
  readonly accounts: readonly AccountRecord[]
  readonly jobs: readonly JobRecord[]
  readonly entries: readonly LedgerEntry[]
}

/** `lateCharges`: paper came out after its money was given back, so an account may lie below its overdraft. */
export async function expectSoundLedger(
  tenantId: string,
  { lateCharges = false } = {},
): Promise<LedgerState> {
  const state = await loadLedger(tenantId)
  const { accounts, jobs, entries } = state
  for (const account of accounts) {
    const { postedMinor, heldMinor, overdraftMinor, availableMinor } = account
    expect(availableMinor).toBe(postedMinor - heldMinor + overdraftMinor)
    if (account.restricted && !lateCharges) {
      expect(postedMinor - heldMinor).toBeGreaterThanOrEqual(-overdraftMinor)
    }
    const open = jobs.filter((job) => isOpen(job.state)).flatMap((job) => job.charges)
    const held = open.filter((charge) => charge.accountId === account.id)
    expect(heldMinor).toBe(held.reduce((sum, charge) => sum + charge.amountMinor, 0n))
    expect(postedMinor).toBe(foldBalance(entries.filter((one) => one.accountId === account.id)))
  }
  const sums = [...foldPostings(entries).values()]
  expect(sums.reduce((sum, one) => sum + one, 0n)).toBe(0n)
  for (const job of jobs) {
    const charges = entries.filter((one) => one.cause.kind === 'job' && one.cause.id === job.jobId)
    expect(charges.reduce((sum, one) => sum - one.amountMinor, 0n)).toBe(job.chargedMinor)
    expect(job.charges.reduce((sum, one) => sum + one.amountMinor, 0n)).toBe(job.reservedMinor)
    expect(charges.length).toBe(new Set(charges.map((one) => one.accountId)).size)
    if (isOpen(job.state)) expect([job.chargedMinor, job.endedAt]).toEqual([0n, null])
    else expect(job.endedAt).not.toBeNull()
  }
  return state
}

async function loadLedger(tenantId: string): Promise<LedgerState> {
  const stores = {
    ...(await import('#lambdas/stores/accounts.ts')),
    ...(await import('#lambdas/stores/jobs.ts')),
    ...(await import('#lambdas/stores/entries.ts')),
  }
  const accounts = await loadAll((after) => stores.loadAccountPage(tenantId, 200, after))
  const jobs = await loadAll((after) => stores.loadJobPage(tenantId, 200, after))
  const entries: LedgerEntry[] = []
  for (const { id } of accounts) {
    entries.push(...(await loadAll((after) => stores.loadEntryPage(tenantId, id, 200, after))))
  }
  return { accounts, jobs, entries }
}

async function loadAll<Item>(
  load: (after: string | null) => Promise<{ items: readonly Item[]; after: string | null }>,
): Promise<readonly Item[]> {
  const all: Item[] = []
  let after: string | null = null
  do {
    const page = await load(after)
    all.push(...page.items)
    after = page.after
  } while (after !== null)
  return all
}
