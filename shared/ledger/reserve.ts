/** Sets money aside for a job that was let through: nothing is spent yet. */
import type { Charge } from '#shared/contracts/account.ts'
import { assert } from '#shared/contracts/problem.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'

/** What one account is to pay, and whether it may only pay what it has. */
export interface RequestedCharge extends Charge {
  readonly restricted: boolean
  /** Overdraft on top of the account's own figure: the tenant's, where the account has none of its own. */
  readonly grantedMinor?: bigint
}

export interface Reservation {
  readonly reservedMinor: bigint
  /** What is set aside, account by account; empty when the job costs nothing. */
  readonly charges: readonly Charge[]
  /** One for each charge, in the same order: all of them together or none. */
  readonly moves: readonly AccountMove[]
}

/**
 * Restricted: only while the account has that much available, so two jobs racing for the last money cannot both win.
 * An account that pays nothing is not even touched.
 */
export function reserve(requested: readonly RequestedCharge[]): Reservation {
  const paying = requested.filter(({ amountMinor }) => amountMinor !== 0n)
  const accounts = new Set(paying.map(({ accountId }) => accountId))
  assert(accounts.size === paying.length, 'an account pays for a job once')
  assert(
    paying.every(({ amountMinor }) => amountMinor > 0n),
    'a reservation is not negative',
  )
  return {
    reservedMinor: paying.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    charges: paying.map(({ accountId, amountMinor }) => ({ accountId, amountMinor })),
    moves: paying.map(({ accountId, amountMinor, restricted, grantedMinor = 0n }) =>
      makeAccountMove(
        accountId,
        { heldMinor: amountMinor },
        restricted ? amountMinor - grantedMinor : null,
      ),
    ),
  }
}
