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
 * Sets aside for a job that had set aside before: only the difference moves, so the job never competes with itself.
 * Accounts that pay no longer get theirs back.
 */
export function reserveInstead(
  before: readonly Charge[],
  requested: readonly RequestedCharge[],
): Reservation {
  const reservation = reserve(requested)
  const heldBefore = new Map(before.map(({ accountId, amountMinor }) => [accountId, amountMinor]))
  const paying = requested.flatMap((charge) => {
    const heldMinor = charge.amountMinor - (heldBefore.get(charge.accountId) ?? 0n)
    heldBefore.delete(charge.accountId)
    if (heldMinor === 0n) return []
    const { accountId, restricted, grantedMinor = 0n } = charge
    const requiredMinor = restricted && heldMinor > 0n ? heldMinor - grantedMinor : null
    return [makeAccountMove(accountId, { heldMinor }, requiredMinor)]
  })
  const givenBack = [...heldBefore].map(([accountId, amountMinor]) =>
    makeAccountMove(accountId, { heldMinor: -amountMinor }),
  )
  return { ...reservation, moves: [...paying, ...givenBack] }
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
