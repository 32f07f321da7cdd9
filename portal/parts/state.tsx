/** States as a dot and a word, so that color never speaks alone. */
import type { JobState } from '#shared/contracts/job.ts'
import { type MessageId, useText } from '../language.tsx'

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet'

export function Dot({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`dot ${tone}`}>{children}</span>
}

export const JOB_STATES = {
  released: { tone: 'info', message: 'job.state.released' },
  held: { tone: 'warn', message: 'job.state.held' },
  asking: { tone: 'warn', message: 'job.state.asking' },
  completed: { tone: 'good', message: 'job.state.completed' },
  canceled: { tone: 'quiet', message: 'job.state.canceled' },
  refused: { tone: 'bad', message: 'job.state.refused' },
  failed: { tone: 'bad', message: 'job.state.failed' },
  expired: { tone: 'quiet', message: 'job.state.expired' },
} as const satisfies Record<JobState, { tone: Tone; message: MessageId }>

export function JobStateDot({ state }: { state: JobState }) {
  const t = useText()
  const { tone, message } = JOB_STATES[state]
  return <Dot tone={tone}>{t(message)}</Dot>
}
