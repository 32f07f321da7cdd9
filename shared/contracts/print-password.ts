/** Who prints at a queue that asks for a password or knows machines: what a connector asks, and addresses that are a person's. */
import * as z from 'zod'
import { siteId, username } from './ids.ts'
import { site } from './site.ts'

/** A secret that the connector has no reason to ask about: longer than any of ours. */
export const PRINT_SECRET_LIMIT = 200
/** Without asking again, a connector takes what was right for so long, as long as the cloud is away. */
export const PRINT_SIGN_IN_HOURS = 24

export const printSignInRequest = z
  .object({ username, secret: z.string().min(1).max(PRINT_SECRET_LIMIT) })
  .strict()
  .meta({ id: 'PrintSignInRequest' })

/** Right or not; why not stays here. */
export const printSignInReply = z
  .discriminatedUnion('verdict', [
    z.object({
      verdict: z.literal('accepted'),
      username: z.string(),
      /** The secret's own end, or 24 hours: after that it must be asked about again, whoever is away. */
      expiresAt: z.iso.datetime(),
    }),
    z.object({ verdict: z.literal('refused') }),
  ])
  .meta({ id: 'PrintSignInReply' })

/** Machines that one person may have at a time. */
export const ADDRESSES_LIMIT = 5
export const ADDRESS_HOURS_LIMIT = 30 * 24
const ADDRESS_HOURS_DEFAULT = 12

/** One spelling a machine, or it would be somebody else's under another. */
const address = z.union([z.ipv4(), z.ipv6().transform((text) => compressAddress(text))])

export const ownAddresses = z
  .object({
    addresses: z
      .array(
        z
          .object({
            siteId,
            address,
            /** After so many hours the machine is nobody's. */
            hours: z.int().min(1).max(ADDRESS_HOURS_LIMIT).default(ADDRESS_HOURS_DEFAULT),
          })
          .strict(),
      )
      .max(ADDRESSES_LIMIT),
  })
  .strict()
  .meta({ id: 'OwnAddresses', description: 'replaces the list; an empty one takes all away' })

const ownAddress = z.object({ siteId, address: z.string(), expiresAt: z.iso.datetime() })
export type OwnAddress = z.infer<typeof ownAddress>

export const ownAddressList = z
  .object({
    items: z.array(ownAddress),
    /** Sites to choose from, the newest hundred. */
    sites: z.array(site.pick({ id: true, slug: true, name: true })),
  })
  .meta({ id: 'OwnAddressList' })

/** RFC 5952 as browsers write it: `2001:DB8:0::1` → `2001:db8::1`. */
function compressAddress(text: string): string {
  return new URL(`http://[${text}]`).hostname.slice(1, -1)
}
