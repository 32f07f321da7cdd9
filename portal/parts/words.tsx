/** Words that only some pages need: fetched with the page, shown when they are there. */
import { LATER_WORDS } from 'virtual:languages'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { RawIntlProvider, useIntl } from 'react-intl'
import { type LanguageMessages, makeIntl, useLanguage } from '../language.tsx'
import { Loading } from './page.tsx'

export interface WordsProps {
  /** Files of `messages/<tag>/later`, without `.json`; always the same ones for one page. */
  readonly of: readonly string[]
  readonly children: ReactNode
}

export function Words({ of: subjects, children }: WordsProps) {
  const { tag } = useLanguage()
  const { messages: around } = useIntl()
  const [loaded, setLoaded] = useState<{ tag: string; messages: LanguageMessages } | null>(null)
  const wanted = subjects.join()
  useEffect(() => {
    let isWanted = true
    loadWords(tag, wanted.split(',')).then((messages) => {
      if (isWanted) setLoaded({ tag, messages })
    })
    return () => {
      isWanted = false
    }
  }, [tag, wanted])
  const intl = useMemo(
    () =>
      loaded === null
        ? null
        : makeIntl(loaded.tag, {
            messages: { ...(around as LanguageMessages), ...loaded.messages },
          }),
    [loaded, around],
  )
  if (intl === null) return <Loading />
  return <RawIntlProvider value={intl}>{children}</RawIntlProvider>
}

/** What a reload of the portal took away, or the network, leaves the ids on screen: better than no page. */
async function loadWords(tag: string, subjects: readonly string[]): Promise<LanguageMessages> {
  const packs = await Promise.all(
    subjects.map((subject) => LATER_WORDS[tag]?.[subject]?.().catch(() => null)),
  )
  return Object.assign({}, ...packs.map((pack) => pack?.default ?? {}))
}
