/** The dialog of confirm.tsx, fetched when it is first needed. */
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import { useState } from 'react'
import { useText } from '../language.tsx'

export interface Question {
  readonly title: string
  readonly text: string
  /** The button that does it: a verb. */
  readonly action: string
  /** What must be typed first, for what can never be taken back. */
  readonly typed?: string
}

export interface ConfirmDialogProps {
  readonly question: Question
  readonly onAnswer: (yes: boolean) => void
}

export default function ConfirmDialog({ question, onAnswer }: ConfirmDialogProps) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const { title, text, action, typed: wanted } = question
  return (
    <Modal
      visible
      header={title}
      onDismiss={() => onAnswer(false)}
      footer={
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="link" onClick={() => onAnswer(false)}>
            {t('action.cancel')}
          </Button>
          <Button
            variant="primary"
            disabled={wanted !== undefined && typed !== wanted}
            onClick={() => onAnswer(true)}
          >
            {action}
          </Button>
        </div>
      }
    >
      <div className="stack">
        <p style={{ margin: 0 }}>{text}</p>
        {wanted === undefined ? null : (
          <FormField label={t('confirm.type', { word: wanted })}>
            <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} />
          </FormField>
        )}
      </div>
    </Modal>
  )
}
