/** One JSON object a line. Never document names, tokens, signatures or bodies: callers pass ids and codes. */
import { type Doors, formatTime } from './doors.ts'

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Log {
  info(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** Something that somebody should look at today; `alarm` is what a metric filter counts. */
  alarm(alarm: string, fields?: Fields): void
}

export function makeLog(doors: Doors, always: Fields): Log {
  const write = (level: string, message: string, fields: Fields = {}) =>
    doors.writeLine(
      JSON.stringify({ time: formatTime(doors.nowMs()), level, message, ...always, ...fields }),
    )
  return {
    info: (message, fields) => write('info', message, fields),
    error: (message, fields) => write('error', message, fields),
    alarm: (alarm, fields) => write('error', alarm, { alarm, ...fields }),
  }
}

/** What may be written of an error nobody expected: kind, sentence and place. */
export function describeFault(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: typeof error }
  const cause =
    error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined
  return { error: error.name, sentence: error.message.slice(0, 500), cause, stack: error.stack }
}
