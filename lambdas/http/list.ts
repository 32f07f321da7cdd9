/** One page of any list: cursor in, items, cursor out. */
import type { ListQuery } from '#shared/contracts/list.ts'
import { makeCursor, readCursor } from './cursor.ts'

export async function loadList<Stored, Shown>(
  list: string,
  query: ListQuery,
  load: (
    limit: number,
    after: string | null,
  ) => Promise<{
    readonly items: readonly Stored[]
    readonly after: string | null
  }>,
  present: (stored: Stored) => Shown,
): Promise<{ items: Shown[]; next: string | null }> {
  const page = await load(query.limit, readCursor(list, query.cursor))
  return { items: page.items.map(present), next: makeCursor(list, page.after) }
}
