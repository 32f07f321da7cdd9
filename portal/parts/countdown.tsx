/** How long somebody may still think: to the second for eyes, at few moments for ears. */
import { useEffect, useState } from 'react'
import { now } from '../doors.ts'
import { useText } from '../language.tsx'

/** Spoken when so many seconds are left; a voice every second would drown the question itself. */
const SPOKEN_AT = [10, 30, 60]
const TICK_MS = 1_000

export interface CountdownProps {
  /** RFC 3339 UTC, by the server's clock. */
  readonly until: string
  /** Never more than this is shown, however wrong the reader's clock is. */
  readonly limitSeconds: number
}

export function Countdown({ until, limitSeconds }: CountdownProps) {
  const t = useText()
  const left = Math.min(limitSeconds, useSecondsLeft(until))
  const spoken = SPOKEN_AT.find((mark) => left <= mark && mark < limitSeconds)
  return (
    <span className={left <= 30 ? 'countdown bad' : 'countdown'}>
      <span role="timer" aria-live="off">
        {t('my.left', { time: formatClock(left) })}
      </span>
      <span role="status" className="visually-hidden">
        {spoken === undefined || left === 0 ? '' : t('my.left.spoken', { seconds: spoken })}
      </span>
    </span>
  )
}

function useSecondsLeft(until: string): number {
  const [nowMs, setNowMs] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000))
}

/** `272` → `4:32`. */
export const formatClock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
