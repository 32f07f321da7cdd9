/** Who is asking, by cookie or by token alike. */
import * as z from 'zod'
import { role } from './credentials.ts'
import { readerLanguage } from './reader-language.ts'
import { PORTAL_HEADER } from './session.ts'

export const me = z
  .object({
    /** `session`: a person in a browser; `token`: a program, or a person's own token. */
    kind: z.enum(['session', 'token']),
    role,
    /** What the caller may be; today that one role. */
    roles: z.array(role),
    /** The tenant of everybody but a partner. */
    tenant: z
      .object({
        id: z.string(),
        slug: z.string(),
        name: z.string(),
        currency: z.string(),
        /** Whether users may give money of their own to each other. */
        userTransfers: z.boolean(),
        /** Like `#0b6b63`; null = the product's own. */
        brandColor: z.string().nullable(),
        /** Of the portal for people who chose none; null = each browser's own. */
        language: readerLanguage.nullable(),
      })
      .nullable(),
    tenantId: z.string().nullable(),
    partnerId: z.string().nullable(),
    /** null for a program's token. */
    username: z.string().nullable(),
    fullName: z.string().nullable(),
    /** Name of the token; the user's name in a session. */
    tokenName: z.string(),
    readOnly: z.boolean(),
    /** The header that every write in a session must carry; null with a token. */
    csrf: z.object({ header: z.literal(PORTAL_HEADER), value: z.literal('1') }).nullable(),
    /** null: not by itself. */
    expires: z
      .object({
        /** Unless something is done before; null with a token. */
        idleAt: z.iso.datetime().nullable(),
        endsAt: z.iso.datetime(),
      })
      .nullable(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof me>
