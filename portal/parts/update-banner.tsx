/** Says that a newer portal is there; when to reload is the reader's to choose, since something may be half typed. */
import { useText } from '../language.tsx'
import { useIsOld } from '../version.ts'

export function UpdateBanner() {
  const t = useText()
  if (!useIsOld()) return null
  return (
    <div className="banner" role="status">
      <span className="strong">{t('update.title')}</span>
      <span>{t('update.text')}</span>
      <button type="button" className="quick" onClick={() => location.reload()}>
        {t('update.button')}
      </button>
    </div>
  )
}
