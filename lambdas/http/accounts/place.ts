/** What may be done to an account follows from its id. */
import { type AccountPlace, parseAccountId } from '#shared/contracts/account.ts'
import { Problem } from '#shared/contracts/problem.ts'

export type OpenedPlace = Exclude<AccountPlace, { kind: 'main' }>

/** Throws for a user's main account, which comes and goes with the user, and for ids that nobody can open. */
export function placeOf(id: string): OpenedPlace {
  const place = parseAccountId(id)
  if (place === null) {
    throw new Problem(
      'request-malformed',
      'an account is `shared:name`, `shared:parent/name` or `user:name#purse`',
    )
  }
  if (place.kind === 'main') {
    throw new Problem('request-malformed', 'a main account is changed with its user')
  }
  return place
}

export function requireShared(id: string): void {
  if (placeOf(id).kind === 'shared') return
  throw new Problem('request-malformed', 'a personal account is its user’s alone')
}
