/** Pages of a list whose server gives a cursor at a time: the URL names this page, the browser's history the ones before. */
import { useNavigate, useRouterState } from '@tanstack/react-router'
import type { ListSearch } from '../search.ts'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages from the second to the one before this. */
    trail?: readonly string[]
  }
}

export interface Paging {
  /** From 1. */
  readonly page: number
  readonly cursor: string | undefined
  /** Goes to a page that was seen, or to the one after this by the cursor that the server gave as `next`. */
  go(page: number, next: string | null): void
  /** To the first page with other filters; `undefined` takes one away. */
  refilter(search: Readonly<Record<string, string | undefined>>): void
}

type Loose = Readonly<Record<string, unknown>>

export function usePaging(search: ListSearch): Paging {
  const navigate = useNavigate()
  const trail = useRouterState({ select: ({ location }) => location.state.trail }) ?? []
  const { cursor, page = 1 } = search
  return {
    page,
    cursor,
    go: (wanted, next) => {
      const forward = wanted > page
      const known = cursor === undefined ? trail : [...trail, cursor]
      // A page that was opened from a link knows no way back but to the first.
      const target = forward ? next : (known[known.length - 1 - (page - wanted)] ?? null)
      const place = target === null || wanted < 2 ? {} : { cursor: target, page: wanted }
      void navigate({
        to: '.',
        search: ({ cursor: _, page: __, ...filters }: Loose) => ({ ...filters, ...place }),
        state: { trail: forward ? known : known.slice(0, Math.max(0, wanted - 2)) },
        // Whatever page this is: its own reader of the URL sees to the types.
      } as never)
    },
    refilter: (filters) => {
      void navigate({
        to: '.',
        search: ({ cursor: _, page: __, ...before }: Loose) => ({ ...before, ...filters }),
      } as never)
    },
  }
}
