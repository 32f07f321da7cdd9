/** The kit's flash bar, fetched when there is something to say. */
import Button from '@cloudscape-design/components/button'
import Flashbar from '@cloudscape-design/components/flashbar'
import { useText } from '../language.tsx'
import { problemText } from './problem.tsx'

export interface Notice {
  readonly id: string
  readonly type: 'success' | 'info' | 'error'
  readonly text: string
  /** Turns what was done around; rejects when that is refused. */
  readonly undo?: () => Promise<unknown>
}

export interface NoticeListProps {
  readonly notices: readonly Notice[]
  readonly onDrop: (id: string) => void
  readonly onNotice: (notice: Omit<Notice, 'id'>) => void
}

export default function NoticeList({ notices, onDrop, onNotice }: NoticeListProps) {
  const t = useText()
  const undo = async (notice: Notice) => {
    onDrop(notice.id)
    try {
      await notice.undo?.()
      onNotice({ type: 'info', text: t('notice.undone') })
    } catch (error) {
      onNotice({ type: 'error', text: problemText(t, error) })
    }
  }
  return (
    <Flashbar
      items={notices.map((notice) => ({
        id: notice.id,
        type: notice.type,
        content: notice.text,
        dismissible: true,
        onDismiss: () => onDrop(notice.id),
        ...(notice.undo === undefined
          ? {}
          : { action: <Button onClick={() => void undo(notice)}>{t('action.undo')}</Button> }),
      }))}
    />
  )
}
