/** API tokens: made by a person, shown once, limited in role and time. */
import * as z from 'zod'
import { personRole, role } from './credentials.ts'
import { ulid, username } from './ids.ts'

export const TOKEN_DAYS_DEFAULT = 90
export const TOKEN_DAYS_LIMIT = 366

export const tokenId = ulid.meta({ description: 'token id' })

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must not contain control characters')
const limits = {
  name,
  /** May look, may not change anything. */
  readOnly: z.boolean().default(false),
  days: z.int().min(1).max(TOKEN_DAYS_LIMIT).default(TOKEN_DAYS_DEFAULT),
}

/** For a program of the tenant. */
export const tokenCreation = z
  .object({ ...limits, role: personRole })
  .strict()
  .meta({ id: 'TokenCreation' })
/** For the caller: it may what the caller may, and no more when that becomes less. */
export const ownTokenCreation = z.object(limits).strict().meta({ id: 'OwnTokenCreation' })

export const token = z
  .object({
    id: tokenId,
    name: z.string(),
    role,
    readOnly: z.boolean(),
    /** Whose it is; null = a program's. */
    username: username.nullable(),
    createdBy: z.string(),
    /** null = made before anybody could make tokens, by the platform's operator. */
    createdAt: z.iso.datetime().nullable(),
    /** null = never, for the operator's only. */
    endsAt: z.iso.datetime().nullable(),
    /** Day in UTC, `2027-03-01`; null = not yet. */
    lastUsedOn: z.string().nullable(),
    state: z.enum(['active', 'expired', 'revoked']),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof token>

/** The text stands here and nowhere else. */
export const tokenCreated = token.extend({ token: z.string() }).meta({ id: 'TokenCreated' })
