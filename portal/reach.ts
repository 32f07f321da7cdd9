/** Whether the cloud answers, as the last requests told: one flag that the banner shows. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let away = false

export const reach = {
  /** 0 = nothing came back. Gateways answer 502 to 504 in the cloud's place. */
  told(status: number): void {
    const next = status === 0 || (status >= 502 && status <= 504)
    if (next === away) return
    away = next
    for (const listener of listeners) listener()
  },
}

export const useIsAway = (): boolean => useSyncExternalStore(subscribe, () => away)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
