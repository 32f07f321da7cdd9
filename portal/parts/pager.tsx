/** Back and forth in a list that is no table. */
import Button from '@cloudscape-design/components/button'
import { useText } from '../language.tsx'
import type { Paging } from './paging.ts'

export interface PagerProps {
  readonly label: string
  readonly paging: Paging
  /** The server's cursor to the page after this; null on the last one. */
  readonly next: string | null
}

export function Pager({ label, paging, next }: PagerProps) {
  const t = useText()
  if (paging.page === 1 && next === null) return null
  return (
    <nav className="row pager" aria-label={label}>
      <Button
        iconName="angle-left"
        disabled={paging.page === 1}
        ariaLabel={t('list.previous')}
        onClick={() => paging.go(paging.page - 1, null)}
      />
      <span className="number">{t('list.page', { page: paging.page })}</span>
      <Button
        iconName="angle-right"
        disabled={next === null}
        ariaLabel={t('list.next')}
        onClick={() => paging.go(paging.page + 1, next)}
      />
    </nav>
  )
}
