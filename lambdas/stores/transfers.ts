/** Transfers: both sides and both entries in one transaction. */
import type { TransferBooking } from '#shared/ledger/transfer.ts'
import { makeMoveWrite } from './accounts.ts'
import { makeEntryRow } from './entries.ts'
import { saveTogether } from './table.ts'

/** A repeat of the same transfer is saved already, whatever the accounts hold by now. */
export async function saveTransfer(
  tenantId: string,
  { moves, entries }: TransferBooking,
): Promise<'saved' | 'insufficient'> {
  const lost = await saveTogether([
    ...entries.map((entry) => makeEntryRow(tenantId, entry)),
    ...moves.map((move) => makeMoveWrite(tenantId, move)),
  ])
  return lost === null || lost.found[0] ? 'saved' : 'insufficient'
}
