/** Lists: one page from the server, newest first, cost independent of the tenant's size. */
import * as z from 'zod'

export const PAGE_LIMIT = 200
export const PAGE_DEFAULT = 50

export const listQuery = z
  .object({
    limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_DEFAULT),
    /** Opaque: what the last page gave as `next`. */
    cursor: z.string().max(1_000).optional(),
  })
  .strict()
export type ListQuery = z.infer<typeof listQuery>

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
