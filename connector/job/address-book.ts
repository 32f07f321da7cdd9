/** Whose machine has which address, as the cloud told last: each until its time is over. */
import { normalizeUsername } from '#shared/contracts/normalize-username.ts'
import type { Clock } from '../doors.ts'

export interface ToldAddress {
  readonly address: string
  readonly username: string
  readonly expiresAt: string
}

/** In memory only: after a start it is empty until the cloud answers. */
export class AddressBook {
  readonly #clock: Pick<Clock, 'nowMs'>
  #users: ReadonlyMap<string, { readonly username: string; readonly endsMs: number }> = new Map()

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock
  }

  /** Replaces all. */
  learn(addresses: readonly ToldAddress[]): void {
    this.#users = new Map(
      addresses.map(({ address, username, expiresAt }) => [
        address,
        { username: normalizeUsername(username), endsMs: Date.parse(expiresAt) },
      ]),
    )
  }

  /** null = it is nobody's now. */
  userOf(address: string): string | null {
    const found = this.#users.get(address)
    return found !== undefined && this.#clock.nowMs() < found.endsMs ? found.username : null
  }
}
