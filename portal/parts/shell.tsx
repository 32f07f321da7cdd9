/** The frame around every page: header, navigation, notices, banners; keyboard first. */
import { useIsFetching } from '@tanstack/react-query'
import { Link, useLocation, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLanguage, useText } from '../language.tsx'
import { setBrand } from '../look.ts'
import { useSession } from '../session.tsx'
import { AwayBanner } from './away-banner.tsx'
import { EndedDialog } from './ended-dialog.tsx'
import { Icon } from './icons.tsx'
import { Jump } from './jump.tsx'
import { Name } from './name.tsx'
import { placesFor } from './navigation.ts'
import { NoticeArea } from './notices.tsx'
import { PersonMenu } from './person-menu.tsx'
import { UpdateBanner } from './update-banner.tsx'

export function Shell({ children }: { children: ReactNode }) {
  const t = useText()
  const { suggest } = useLanguage()
  const { me, ended } = useSession()
  const [navOpen, setNavOpen] = useState(false)
  const [jumping, setJumping] = useState(false)
  const main = useRef<HTMLElement>(null)
  const path = useLocation({ select: ({ pathname }) => pathname })
  useJumpKey(() => setJumping(true))
  useEffect(() => setBrand(me.tenant?.brandColor ?? null), [me.tenant?.brandColor])
  useEffect(() => suggest(me.tenant?.language ?? null), [suggest, me.tenant?.language])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(() => setNavOpen(false), [path])
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </button>
      <div className="shell-top">
        <header className="shell-head">
          <button
            type="button"
            className="quick nav-toggle"
            aria-label={t('shell.navigation')}
            aria-expanded={navOpen}
            onClick={() => setNavOpen(!navOpen)}
          >
            <Icon name="menu" />
          </button>
          <Link to="/" className="brand">
            <img src="/icon.svg" alt="" />
            {t('product.name')}
          </Link>
          {me.tenant === null || me.tenant === undefined ? null : (
            <span className="brand-tenant">
              <Name>{me.tenant.name}</Name>
            </span>
          )}
          <span className="shell-gap" />
          <button type="button" className="quick jump" onClick={() => setJumping(true)}>
            <Icon name="search" />
            <span>{t('jump.button')}</span>
            <kbd>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
          </button>
          <PersonMenu />
        </header>
        <AwayBanner />
        <UpdateBanner />
      </div>
      <nav className={navOpen ? 'nav open' : 'nav'} aria-label={t('shell.navigation')}>
        {placesFor(me).map(({ label, places }) => (
          <div key={label ?? ''}>
            {label === null ? null : <h2>{t(label)}</h2>}
            <ul>
              {places.map((place) => (
                <li key={place.to}>
                  <Link
                    to={place.to}
                    activeOptions={{ exact: START_PAGES.includes(place.to), includeSearch: false }}
                  >
                    <Icon name={place.icon} />
                    {t(place.label)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main className="shell-main" id="main" tabIndex={-1} ref={main} aria-busy={useIsBusy()}>
        <div className="page notices" aria-live="polite">
          <NoticeArea />
        </div>
        {children}
      </main>
      {jumping ? <Jump onClose={() => setJumping(false)} /> : null}
      {ended ? <EndedDialog /> : null}
    </div>
  )
}

/** While another page is on its way, or figures of this one are. */
function useIsBusy(): boolean {
  const fetching = useIsFetching()
  const moving = useRouterState({
    select: ({ isLoading, location, resolvedLocation }) =>
      isLoading || resolvedLocation?.href !== location.href,
  })
  return moving || fetching > 0
}

/** Above other places by their path; not each of those is on them. */
const START_PAGES: readonly string[] = ['/', '/my']

const isMac = (): boolean => navigator.platform.startsWith('Mac')

function useJumpKey(open: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      open()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  })
}
