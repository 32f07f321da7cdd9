/** Who is signed in, language, light or dark, and the way out. */
import { useEffect, useRef, useState } from 'react'
import { LANGUAGES, useLanguage, useText } from '../language.tsx'
import { SCHEMES, type Scheme, useScheme } from '../look.ts'
import { useSession } from '../session.tsx'
import { Icon } from './icons.tsx'
import { Name } from './name.tsx'

export function PersonMenu() {
  const t = useText()
  const { me, signOut } = useSession()
  const { tag, choose } = useLanguage()
  const [scheme, setScheme] = useScheme()
  const [open, setOpen] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) setOpen(false)
    }
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setOpen(false)
    }
    addEventListener('pointerdown', outside)
    addEventListener('keydown', closeOnEscape)
    return () => {
      removeEventListener('pointerdown', outside)
      removeEventListener('keydown', closeOnEscape)
    }
  }, [open])
  return (
    <div className="menu" ref={menu}>
      <button
        type="button"
        className="quick"
        aria-label={t('menu.title')}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="person" />
      </button>
      {open ? (
        <div className="menu-panel">
          <div className="menu-who">
            <div className="strong">
              <Name>{me.fullName || me.username || me.tokenName}</Name>
            </div>
            <div className="quiet small">{t(`role.${me.role}`)}</div>
          </div>
          <label>
            {t('menu.language')}
            <select value={tag} onChange={(event) => choose(event.target.value)}>
              {Object.entries(LANGUAGES).map(([each, name]) => (
                <option key={each} value={each} lang={each}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('menu.scheme')}
            <select value={scheme} onChange={(event) => setScheme(event.target.value as Scheme)}>
              {SCHEMES.map((each) => (
                <option key={each} value={each}>
                  {t(`menu.scheme.${each}`)}
                </option>
              ))}
            </select>
          </label>
          <a className="link" href="/v1/docs" target="_blank" rel="noreferrer">
            {t('menu.api')}
          </a>
          <button type="button" className="quick" onClick={() => void signOut()}>
            {t('menu.signOut')}
          </button>
        </div>
      ) : null}
    </div>
  )
}
