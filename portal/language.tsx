/** The reader's language: messages as ICU, dates, numbers and direction by locale. Every word on screen comes through here. */

import { LANGUAGE_PACKS, type LanguagePack } from 'virtual:languages'
import { I18nProvider } from '@cloudscape-design/components/i18n'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { createIntl, createIntlCache, type IntlShape, RawIntlProvider, useIntl } from 'react-intl'
import { remember, remembered } from './doors.ts'
import type { MessageId } from './message-ids.ts'

export type { MessageId }
export type MessageValues = Record<string, string | number>
export type LanguageMessages = LanguagePack['messages']

/** Complete ones, as their speakers call them. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
}
const DEFAULT = 'en'
const SUGGESTED = 'tenantLanguage'

interface Chosen {
  readonly tag: string
  readonly choose: (tag: string) => void
  /** What the tenant speaks, for people who chose nothing; null = each browser's own. */
  readonly suggest: (tag: string | null) => void
}
const LanguageContext = createContext<Chosen>({ tag: DEFAULT, choose: () => {}, suggest: () => {} })

export const useLanguage = (): Chosen => useContext(LanguageContext)

export type Text = (id: MessageId, values?: MessageValues) => string

/** `t('jobs.title')`: an id that no language has does not compile. */
export function useText(): Text {
  const intl = useIntl()
  return useMemo(() => makeText(intl), [intl])
}

export const makeText =
  (intl: IntlShape): Text =>
  (id, values) =>
    intl.formatMessage({ id }, values)

/** Shows its children when the words are there. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [own, setOwn] = useState(chosenTag)
  const [suggested, setSuggested] = useState(() => remembered(SUGGESTED))
  const tag = own ?? tagFor([suggested, ...navigator.languages]) ?? DEFAULT
  const [pack, setPack] = useState<{ tag: string; pack: LanguagePack } | null>(null)
  useEffect(() => {
    let wanted = true
    LANGUAGE_PACKS[tag]?.().then((loaded) => {
      if (wanted) setPack({ tag, pack: loaded.default })
    })
    return () => {
      wanted = false
    }
  }, [tag])
  const intl = useMemo(() => (pack === null ? null : makeIntl(pack.tag, pack.pack)), [pack])
  useEffect(() => {
    if (pack === null) return
    document.documentElement.lang = pack.tag
    document.documentElement.dir = isRightToLeft(pack.tag) ? 'rtl' : 'ltr'
  }, [pack])
  const chosen = useMemo(
    () => ({
      tag,
      choose: (next: string) => {
        remember('language', next)
        setOwn(next)
      },
      suggest: (next: string | null) => {
        // Remembered, so that the next visit does not begin in another language.
        remember(SUGGESTED, next ?? '')
        setSuggested(next)
      },
    }),
    [tag],
  )
  if (intl === null || pack === null) return null
  return (
    <LanguageContext value={chosen}>
      <RawIntlProvider value={intl}>
        <I18nProvider locale={pack.tag} messages={[pack.pack.kit]}>
          {children}
        </I18nProvider>
      </RawIntlProvider>
    </LanguageContext>
  )
}

export function makeIntl(tag: string, pack: Pick<LanguagePack, 'messages'>): IntlShape {
  return createIntl(
    { locale: tag, defaultLocale: DEFAULT, messages: pack.messages },
    createIntlCache(),
  )
}

export const isRightToLeft = (tag: string): boolean => /^(ar|fa|he|ur)\b/.test(tag)

/** `?lang=…` before what was chosen here; null = neither. The tenant's language comes next, then the browser's. */
function chosenTag(): string | null {
  return tagFor([new URLSearchParams(location.search).get('lang'), remembered('language')])
}

/** The first wish that there are words for. */
function tagFor(wishes: readonly (string | null)[]): string | null {
  for (const wish of wishes) {
    if (wish === null) continue
    if (wish in LANGUAGE_PACKS) return wish
    const [base = ''] = wish.split('-')
    if (base in LANGUAGES) return base
  }
  return null
}
