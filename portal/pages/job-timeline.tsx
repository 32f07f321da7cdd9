/** What happened to a job and when, from what is stored of it. */
import type { Job, JobTrace } from '#shared/contracts/job.ts'
import { type MessageId, useText } from '../language.tsx'
import { type ReasonText, useReasonText } from '../parts/reason.ts'
import type { Tone } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'

interface Step {
  readonly at: string | null
  readonly tone: Tone
  readonly text: MessageId
  /** In whole sentences. */
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
  const reasonText = useReasonText()
  return (
    <ol className="timeline">
      {makeSteps(job, trace, reasonText).map(({ at, tone, text, detail = [] }) => (
        <li key={`${text} ${at}`} className={tone}>
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

const ACTS = {
  released: { tone: 'good', text: 'timeline.act.released' },
  canceled: { tone: 'quiet', text: 'timeline.act.canceled' },
  answered: { tone: 'info', text: 'timeline.act.answered' },
  unanswered: { tone: 'warn', text: 'timeline.act.unanswered' },
} as const

function makeSteps(job: Job, trace: JobTrace | undefined, reasonText: ReasonText): readonly Step[] {
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
      detail: job.reasons.map(reasonText),
    })
  }
  for (const { at, by, did } of job.history) {
    steps.push({ at, ...ACTS[did], ...(by === '' ? {} : { detail: [by] }) })
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
