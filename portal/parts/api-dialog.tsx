/** The dialog of api-call.tsx, fetched when it is first needed. */
import Modal from '@cloudscape-design/components/modal'
import { useText } from '../language.tsx'
import { Code } from './code.tsx'

export default function ApiDialog({ curl, onClose }: { curl: string; onClose: () => void }) {
  const t = useText()
  return (
    <Modal visible size="large" header={t('api.title')} onDismiss={onClose}>
      <div className="stack">
        <p className="quiet" style={{ margin: 0 }}>
          {t('api.text')}
        </p>
        <Code text={curl} />
        <a className="link" href="/v1/docs" target="_blank" rel="noreferrer">
          {t('api.reference')}
        </a>
      </div>
    </Modal>
  )
}
