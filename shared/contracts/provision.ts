/** The platform operator's first words: partner, tenants, tokens. Ids and secrets are the caller's, so a repeat changes nothing. */
import * as z from 'zod'
import { role } from './credentials.ts'
import { partnerId, slug, tenantId, ulid, username } from './ids.ts'
import { currencyCode } from './money.ts'
import { tenantSettings } from './tenant.ts'

export const provisionRequest = z
  .object({
    partner: z.object({ id: partnerId, name: z.string().min(1).max(200) }),
    tenants: z
      .array(
        z.object({
          id: tenantId,
          slug,
          name: z.string().min(1).max(200),
          currency: currencyCode,
          settings: tenantSettings,
        }),
      )
      .max(20),
    /** Only hashes travel: hex SHA-256 of the token's text. */
    tokens: z
      .array(
        z.object({
          ownerId: ulid,
          hash: z.string().regex(/^[0-9a-f]{64}$/),
          role,
          name: z.string().min(1).max(100),
          username: username.nullable(),
        }),
      )
      .max(500),
  })
  .strict()
export type ProvisionRequest = z.infer<typeof provisionRequest>
