/** Code to read and take along. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import { useText } from '../language.tsx'

export function Code({ text }: { text: string }) {
  const t = useText()
  return (
    <div className="stack" style={{ gap: 8 }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="code" tabIndex={0}>
        {text}
      </pre>
      <div>
        <CopyToClipboard
          copyButtonText={t('action.copy')}
          copySuccessText={t('copy.done')}
          copyErrorText={t('copy.failed')}
          textToCopy={text}
        />
      </div>
    </div>
  )
}
