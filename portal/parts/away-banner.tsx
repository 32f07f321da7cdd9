/** Says that the cloud does not answer; what was read stays on screen, and asking goes on. */
import { useQueryClient } from '@tanstack/react-query'
import { useText } from '../language.tsx'
import { useIsAway } from '../reach.ts'

export function AwayBanner() {
  const t = useText()
  const client = useQueryClient()
  if (!useIsAway()) return null
  return (
    <div className="banner" role="alert">
      <span className="strong">{t('away.title')}</span>
      <span>{t('away.text')}</span>
      <button
        type="button"
        className="quick"
        onClick={() => void client.refetchQueries({ type: 'active' })}
      >
        {t('action.retry')}
      </button>
    </div>
  )
}
