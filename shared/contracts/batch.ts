/** Work over many users or accounts: done in bounded steps, each of which may be repeated. */
import * as z from 'zod'
import { tenantId, ulid } from './ids.ts'

export const batchId = ulid.meta({ description: 'batch id' })
export const BATCH_KINDS = ['adjustment', 'quota', 'import'] as const
export type BatchKind = (typeof BATCH_KINDS)[number]

export const batch = z
  .object({
    id: batchId,
    kind: z.enum(BATCH_KINDS),
    state: z.enum(['running', 'done']),
    /** Users looked at so far. */
    done: z.int(),
    /** Users for whom it could not be done; the first of them are named. */
    failed: z.int(),
    failures: z.array(z.object({ username: z.string(), code: z.string() })),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    by: z.string(),
  })
  .meta({ id: 'Batch' })
export type Batch = z.infer<typeof batch>

/** One message of the batch queue: do the next steps of this batch. */
export const batchMessage = z.object({ tenantId, batchId })
export type BatchMessage = z.infer<typeof batchMessage>
