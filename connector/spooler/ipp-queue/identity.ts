/** Who prints: what a client claims, what its address says, what a password proves; each queue chooses. */

export interface IdentityClaim {
  readonly queue: string
  /** Remote address, as text, IPv4 without its IPv6 wrapping. */
  readonly address: string
  /** Whether the connection is TLS: a password on any other is not looked at. */
  readonly isSecure: boolean
  /** HTTP Basic (RFC 7617); null = none was sent. */
  readonly password: { readonly userName: string; readonly password: string } | null
  /** Every "requesting-user-name", first to last. */
  readonly claimedNames: readonly string[]
}

export type IdentityVerdict =
  | { readonly kind: 'known'; readonly userName: string; readonly forged: boolean }
  /** A password may still prove it: the client is asked for one. */
  | { readonly kind: 'unproved' }

/** How users are known at a queue. */
export interface IdentityCheck {
  identify(claim: IdentityClaim): Promise<IdentityVerdict>
}

export const NOBODY = 'anonymous'

/** Believes the first name; a second, different one is somebody trying to be two people. */
export function makeClaimedIdentity(): IdentityCheck {
  return {
    async identify({ claimedNames }) {
      const [first = ''] = claimedNames
      const forged = claimedNames.some((name) => name !== first)
      return { kind: 'known', userName: first || NOBODY, forged }
    },
  }
}

/** The user's name as the tenant writes it; null = the password is not theirs, or nobody can tell now. */
export type CheckPassword = (userName: string, password: string) => Promise<string | null>

/** The password, over TLS only. Claimed names prove nothing. */
export function makeProvedIdentity(checkPassword: CheckPassword): IdentityCheck {
  return {
    async identify({ isSecure, password }) {
      if (password === null || !isSecure) return { kind: 'unproved' }
      const userName = await checkPassword(password.userName, password.password)
      return userName === null ? { kind: 'unproved' } : { kind: 'known', userName, forged: false }
    },
  }
}

/**
 * The machine's address, where it is one person's; else the password. Weak: whoever takes the address takes the name, so
 * facts tell such a name as claimed.
 */
export function makeAddressIdentity(
  userOfAddress: (address: string) => string | null,
  otherwise: IdentityCheck,
): IdentityCheck {
  return {
    async identify(claim) {
      const userName = userOfAddress(claim.address)
      if (userName === null || claim.password !== null) return await otherwise.identify(claim)
      return { kind: 'known', userName, forged: false }
    },
  }
}

/** `Basic` of an Authorization header; null = another scheme, or not readable (RFC 7617 section 2). */
export function parseBasic(header: string | undefined): IdentityClaim['password'] {
  const encoded = /^basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return null
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 1) return null
  return { userName: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
}

/** `::ffff:192.0.2.1` is an IPv4 client on an IPv6 socket. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
}
