/** How a replay is told in a line: its state, and what is compared with what. */
import type { ReplaySummary } from '#shared/contracts/replay.ts'
import { useText } from '../../language.tsx'
import { Dot } from '../../parts/state.tsx'

const TONES = { running: 'info', done: 'good', canceled: 'quiet' } as const

export function ReplayStateDot({ state }: Pick<ReplaySummary, 'state'>) {
  const t = useText()
  return <Dot tone={TONES[state]}>{t(`replay.state.${state}`)}</Dot>
}

export function useComparison(): (replay: Pick<ReplaySummary, 'version' | 'against'>) => string {
  const t = useText()
  const nameOf = (version: number | null) =>
    version === null ? t('replay.draft') : t('replay.version', { version })
  return ({ version, against }) =>
    t('replay.comparison', {
      rules: nameOf(version),
      other: against === 'history' ? t('replay.history') : nameOf(against.version),
    })
}
