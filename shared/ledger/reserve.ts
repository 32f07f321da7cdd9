/** Sets money aside for a job that was let through: nothing is spent yet. */
import { assert } from '#shared/contracts/problem.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'

export interface Reservation {
  readonly reservedMinor: bigint
  /** null when nothing is set aside. */
  readonly move: AccountMove | null
}

/**
 * Restricted: only while the account has that much available, so two jobs racing for the last money cannot both win.
 * A job that costs nothing moves nothing: the account is not even touched.
 */
export function reserve(request: {
  readonly accountId: string | null
  readonly amountMinor: bigint
  readonly restricted: boolean
}): Reservation {
  const { accountId, amountMinor, restricted } = request
  assert(amountMinor >= 0n, 'a reservation is not negative')
  if (amountMinor === 0n) return { reservedMinor: 0n, move: null }
  assert(accountId !== null, 'somebody pays for a job that costs something')
  const move = makeAccountMove(
    accountId,
    { heldMinor: amountMinor },
    restricted ? amountMinor : null,
  )
  return { reservedMinor: amountMinor, move }
}
