/** Whose token this is. */
import * as z from 'zod'
import { role } from './credentials.ts'

export const me = z
  .object({
    role,
    /** The tenant of an admin or user; null for a partner. */
    tenantId: z.string().nullable(),
    partnerId: z.string().nullable(),
    username: z.string().nullable(),
    tokenName: z.string(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof me>
