/** Asks why, shows what changed, and whether it should be in force at once. */
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import { useState } from 'react'
import { useText } from '../../language.tsx'
import { Diff } from '../../parts/diff.tsx'
import { CheckField, TextField } from '../../parts/form.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import type { Checked } from './engine.ts'

export interface SaveDialogProps {
  readonly text: string
  readonly baseText: string
  readonly checked: Checked | null
  readonly saving: boolean
  readonly error: Error | null
  readonly onSave: (how: { comment: string; activate: boolean }) => void
  readonly onClose: () => void
}

const COMMENT_LIMIT = 200

export default function SaveDialog(props: SaveDialogProps) {
  const { text, baseText, checked, saving, error, onSave, onClose } = props
  const t = useText()
  const [comment, setComment] = useState('')
  const [activate, setActivate] = useState(false)
  const allPass = checked?.cases.every(({ passed }) => passed) ?? false
  return (
    <Modal
      visible
      size="large"
      header={t('rules.save.title')}
      onDismiss={onClose}
      footer={
        <div className="row end">
          <Button variant="link" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            variant="primary"
            loading={saving}
            onClick={() => onSave({ comment: comment.trim().slice(0, COMMENT_LIMIT), activate })}
          >
            {t('action.save')}
          </Button>
        </div>
      }
    >
      <div className="stack">
        {error === null ? null : <ProblemAlert error={error} />}
        <TextField
          label={t('rules.comment')}
          description={t('rules.comment.text')}
          value={comment}
          onChange={setComment}
        />
        {allPass ? (
          <CheckField
            label={t('rules.save.activate')}
            description={t('rules.activate.text')}
            value={activate}
            onChange={setActivate}
          />
        ) : (
          <p className="quiet flat">{t('rules.save.failing')}</p>
        )}
        <Diff label={t('rules.save.diff')} before={baseText} after={text} />
      </div>
    </Modal>
  )
}
