/** middy composed once for what nobody asks for over HTTP: timers, and the platform's operator. */
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { type Doors, REAL_DOORS } from './doors.ts'
import { describeFault, type Log, makeLog } from './log.ts'

export interface ScheduleCall {
  readonly event: unknown
  readonly nowMs: number
  readonly log: Log
}

/** An error is logged and thrown on, so that the invocation counts as failed. */
export function composeSchedule<Result>(
  name: string,
  handler: (call: ScheduleCall) => Promise<Result>,
  doors: Doors = REAL_DOORS,
): (event: unknown, context: Context) => Promise<Result> {
  const log = makeLog(doors, { schedule: name })
  return middy<unknown, Result>()
    .onError(({ error }) => {
      log.error('run failed', describeFault(error))
    })
    .handler((event) => handler({ event, nowMs: doors.nowMs(), log })) as (
    event: unknown,
    context: Context,
  ) => Promise<Result>
}
