/** Calls functions on the rules' schedules: `rate(…)` counts from the start, `cron(…)` follows the calendar in UTC. */
import { type CronSchedule, nextCronTime, parseCron } from './cron.ts'
import type { Clock, Log } from './doors.ts'

/** Timers cannot wait longer; a later time is awaited in steps. */
const STEP_LIMIT_MS = 24 * 60 * 60_000
const UNIT_MS = { minute: 60_000, hour: 60 * 60_000, day: 24 * 60 * 60_000 } as const

export type Schedule = { readonly everyMs: number } | { readonly cron: CronSchedule }

export interface ScheduleSpec {
  readonly ruleName: string
  /** "ScheduleExpression" of the rule. */
  readonly expression: string
  readonly functionNames: readonly string[]
  readonly ruleArn: string
}

/** Throws on an expression that this machine could not follow. Returns what ends it. */
export function startSchedule(
  spec: ScheduleSpec,
  clock: Clock,
  invoke: (functionName: string, event: unknown) => Promise<unknown>,
  log: Log,
): () => void {
  const schedule = parseSchedule(spec.expression)
  let takeBack = () => {}
  const arm = (from: number): void => {
    const at = nextTime(schedule, from)
    if (at === null) return
    takeBack = clock.after(Math.min(at - clock.now(), STEP_LIMIT_MS), () => {
      if (clock.now() < at) {
        arm(from)
        return
      }
      for (const name of spec.functionNames) {
        invoke(name, makeScheduledEvent(spec, at)).catch((error: unknown) => {
          log(`${name}, called by \`${spec.ruleName}\`: ${String(error)}`)
        })
      }
      arm(at)
    })
  }
  arm(clock.now())
  return () => takeBack()
}

/** `rate(5 minutes)` or `cron(0 3 * * ? *)`, as EventBridge writes them. */
export function parseSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)
  const amount = Number(rate?.[1])
  if (rate !== null && amount > 0) {
    return { everyMs: amount * UNIT_MS[rate[2] as keyof typeof UNIT_MS] }
  }
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1]
  if (cron !== undefined) return { cron: parseCron(cron) }
  throw new Error(`fault: the schedule \`${expression}\` is one that we follow`)
}

/** Null when the calendar has no such time any more. */
export function nextTime(schedule: Schedule, from: number): number | null {
  return 'everyMs' in schedule ? from + schedule.everyMs : nextCronTime(schedule.cron, from)
}

function makeScheduledEvent({ ruleName, ruleArn }: ScheduleSpec, at: number): object {
  return {
    version: '0',
    id: `${ruleName}-${at}`,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: new Date(at).toISOString().replace('.000Z', 'Z'),
    region: 'us-east-1',
    resources: [ruleArn],
    detail: {},
  }
}
