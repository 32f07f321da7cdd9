/** One change of an account's figures; all of them move together, so `available` is never computed by a reader. */
import { assert } from '#shared/contracts/problem.ts'

/**
 * What to add to each figure of one account.
 * `available` = posted − held + overdraft is kept beside the three, because a store's condition can compare a figure but
 * not add two.
 */
export interface AccountMove {
  readonly accountId: string
  readonly postedMinor: bigint
  readonly heldMinor: bigint
  readonly overdraftMinor: bigint
  readonly availableMinor: bigint
  /** The move is allowed only while `available` is at least this; null = always. */
  readonly requiredMinor: bigint | null
}

export interface AccountFigures {
  readonly postedMinor: bigint
  readonly heldMinor: bigint
  readonly overdraftMinor: bigint
  readonly availableMinor: bigint
}

export const NO_FIGURES: AccountFigures = {
  postedMinor: 0n,
  heldMinor: 0n,
  overdraftMinor: 0n,
  availableMinor: 0n,
}

export function makeAccountMove(
  accountId: string,
  change: { postedMinor?: bigint; heldMinor?: bigint; overdraftMinor?: bigint },
  requiredMinor: bigint | null = null,
): AccountMove {
  const { postedMinor = 0n, heldMinor = 0n, overdraftMinor = 0n } = change
  const availableMinor = postedMinor - heldMinor + overdraftMinor
  return { accountId, postedMinor, heldMinor, overdraftMinor, availableMinor, requiredMinor }
}

/** What a store does with a move: null when the account does not have what the move requires. */
export function applyMove(figures: AccountFigures, move: AccountMove): AccountFigures | null {
  if (move.requiredMinor !== null && figures.availableMinor < move.requiredMinor) return null
  const moved = {
    postedMinor: figures.postedMinor + move.postedMinor,
    heldMinor: figures.heldMinor + move.heldMinor,
    overdraftMinor: figures.overdraftMinor + move.overdraftMinor,
    availableMinor: figures.availableMinor + move.availableMinor,
  }
  assert(
    moved.availableMinor === moved.postedMinor - moved.heldMinor + moved.overdraftMinor,
    'the figures of an account agree with each other',
  )
  return moved
}
