/** Who may send people to the identity provider: what the template says of a user pool's client. */
export interface IdentityClient {
  readonly clientId: string
  /** Whole addresses; nothing else is gone back to. */
  readonly callbackUrls: readonly string[]
}

/** A person who may sign in here. */
export interface LocalPerson {
  readonly username: string
  readonly password: string
  readonly fullName: string
  readonly tenantId: string
  readonly tenantSlug: string
}

/** The provider's name for a person, `sub`. */
export const accountIdOf = ({ tenantId, username }: LocalPerson): string =>
  `${tenantId}.${username}`
