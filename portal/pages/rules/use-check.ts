/** The engine, fetched once, and what it says of a text while that is being typed. */
import { useEffect, useState } from 'react'
import type * as engine from './engine.ts'
import type { Checked } from './engine.ts'

export type Engine = typeof engine

/** Long enough that nobody waits for it while typing, short enough that nobody waits for it after. */
const PAUSE_MS = 250

/** null while it is on its way; `failed` when it could not be fetched: the server's check is left. */
export function useEngine(): { readonly engine: Engine | null; readonly failed: boolean } {
  const [state, setState] = useState<{ engine: Engine | null; failed: boolean }>({
    engine: null,
    failed: false,
  })
  useEffect(() => {
    import('./engine.ts').then(
      (engine) => setState({ engine, failed: false }),
      () => setState({ engine: null, failed: true }),
    )
  }, [])
  return state
}

/** What is wrong with the text, a moment after it last changed; null before the first time. */
export function useCheck(engine: Engine | null, text: string): Checked | null {
  const [checked, setChecked] = useState<Checked | null>(null)
  useEffect(() => {
    if (engine === null) return
    const timer = setTimeout(() => setChecked(engine.checkText(text)), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [engine, text])
  return checked
}
