/** What happened to a job and when, from what is stored of it. */
import type { Job, JobTrace } from '#shared/contracts/job.ts'
import { type MessageId, useText } from '../language.tsx'
import type { Tone } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'

interface Step {
  readonly at: string | null
  readonly tone: Tone
  readonly text: MessageId
  /** In the server's words. */
  readonly detail?: readonly string[]
}

const ENDS = {
  completed: { tone: 'good', text: 'timeline.completed' },
  canceled: { tone: 'quiet', text: 'timeline.canceled' },
  refused: { tone: 'bad', text: 'timeline.deleted' },
  failed: { tone: 'bad', text: 'timeline.failed' },
  expired: { tone: 'quiet', text: 'timeline.expired' },
} as const

export function Timeline({ job, trace }: { job: Job; trace: JobTrace | undefined }) {
  const t = useText()
  return (
    <ol className="timeline">
      {makeSteps(job, trace).map(({ at, tone, text, detail = [] }) => (
        <li key={text} className={tone}>
          <div>{t(text)}</div>
          {detail.map((each) => (
            <div key={each} className="quiet">
              <bdi>{each}</bdi>
            </div>
          ))}
          {at === null ? null : (
            <div className="quiet small">
              <Time at={at} as="clock" />
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}

function makeSteps(job: Job, trace: JobTrace | undefined): readonly Step[] {
  const steps: Step[] = [{ at: job.createdAt, tone: 'quiet', text: 'timeline.seen' }]
  if (job.verdict !== null) {
    const tones = {
      release: 'good',
      hold: 'warn',
      refuse: 'bad',
      ask: 'warn',
      redirect: 'info',
    } as const
    steps.push({
      at: trace?.decidedAt ?? null,
      tone: tones[job.verdict],
      text: `timeline.verdict.${job.verdict}`,
      detail: job.reasons.map(({ text }) => text),
    })
  }
  if (job.endedAt === null) {
    steps.push({
      at: null,
      tone: 'info',
      text: job.state === 'released' ? 'timeline.printing' : 'timeline.waiting',
    })
  } else if (job.state in ENDS) {
    steps.push({ at: job.endedAt, ...ENDS[job.state as keyof typeof ENDS] })
  }
  return steps
}
