/** Every list: one page from the server, URL = state, an empty state that teaches, and the call behind it. */
import Pagination from '@cloudscape-design/components/pagination'
import Table from '@cloudscape-design/components/table'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useText } from '../language.tsx'
import { Loading } from './page.tsx'
import type { Paging } from './paging.ts'
import { ProblemAlert } from './problem.tsx'

export interface Column<Item> {
  readonly id: string
  readonly header: string
  readonly cell: (item: Item) => ReactNode
  /** In pixels; set it, or all columns are equally wide and cut. */
  readonly width: number
  /** The column that names the row to a screen reader. */
  readonly names?: boolean
}

export interface ListProps<Item> {
  /** What is listed, for screen readers. */
  readonly label: string
  readonly read: UseQueryResult<
    { readonly items: readonly Item[]; readonly next: string | null },
    Error
  >
  readonly columns: readonly Column<Item>[]
  readonly keyOf: (item: Item) => string
  readonly paging: Paging
  readonly filter?: ReactNode
  /** Above the list, where the page has more than the one. */
  readonly title?: string
  /** Shown when the list is empty. */
  readonly empty: ReactNode
  readonly selection?: {
    readonly selected: readonly Item[]
    readonly onChange: (items: readonly Item[]) => void
    /** How a row's box is called. */
    readonly nameOf: (item: Item) => string
  }
}

export function List<Item>(props: ListProps<Item>) {
  const { label, read, columns, keyOf, paging, filter, title, empty, selection } = props
  const t = useText()
  const items = read.data?.items
  const next = read.data?.next ?? null
  if (items === undefined) {
    if (read.isError) return <ProblemAlert error={read.error} onRetry={() => void read.refetch()} />
    return <Loading />
  }
  return (
    <Table
      variant="container"
      items={items}
      trackBy={keyOf}
      resizableColumns
      stickyHeader={false}
      columnDefinitions={columns.map(({ id, header, cell, width, names }) => ({
        id,
        header,
        cell,
        width,
        minWidth: 60,
        isRowHeader: names === true,
      }))}
      ariaLabels={{
        tableLabel: label,
        resizerRoleDescription: t('list.resizer'),
        ...(selection === undefined
          ? {}
          : {
              selectionGroupLabel: label,
              allItemsSelectionLabel: () => t('list.selectAll'),
              itemSelectionLabel: (_: unknown, item: Item) => selection.nameOf(item),
            }),
      }}
      {...(selection === undefined
        ? {}
        : {
            selectionType: 'multi' as const,
            selectedItems: selection.selected,
            onSelectionChange: ({ detail }: { detail: { selectedItems: Item[] } }) =>
              selection.onChange(detail.selectedItems),
          })}
      empty={empty}
      {...(filter === undefined ? {} : { filter })}
      {...(title === undefined ? {} : { header: <h2 className="list-title">{title}</h2> })}
      {...(next === null && paging.page === 1
        ? {}
        : {
            pagination: (
              <Pagination
                currentPageIndex={paging.page}
                pagesCount={next === null ? paging.page : paging.page + 1}
                openEnd={next !== null}
                disabled={read.isPlaceholderData}
                onChange={({ detail }) => paging.go(detail.currentPageIndex, next)}
                ariaLabels={{
                  nextPageLabel: t('list.next'),
                  previousPageLabel: t('list.previous'),
                  pageLabel: (page) => t('list.page', { page }),
                }}
              />
            ),
          })}
    />
  )
}
