/** While a replay runs its figures are asked for every second; afterwards they stand. */
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Replay } from '#shared/contracts/replay.ts'

const EVERY_MS = 1_000

export function useRunning({
  data,
  dataUpdatedAt,
  errorUpdatedAt,
  refetch,
}: UseQueryResult<Replay, Error>): void {
  const isRunning = data?.state === 'running'
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer, good or bad, starts the next wait
  useEffect(() => {
    if (!isRunning) return
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') void refetch()
    }, EVERY_MS)
    return () => clearTimeout(timer)
  }, [isRunning, dataUpdatedAt, errorUpdatedAt, refetch])
}
