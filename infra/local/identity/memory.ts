/** What the identity provider remembers: in memory, bounded, gone with the process; people sign in again then. */
import type { Adapter, AdapterPayload } from 'oidc-provider'
import { systemClock } from '../doors.ts'

/** Sessions, sign-ins under way, codes: far more than one machine's people make in their time to live. */
const ENTRIES_LIMIT = 5_000

interface Entry {
  readonly payload: AdapterPayload
  readonly untilMs: number
}

/** One store for every kind of thing that the library keeps. */
export function makeMemory(): (kind: string) => Adapter {
  const entries = new Map<string, Entry>()
  const find = (test: (payload: AdapterPayload) => boolean, kind: string) => {
    const key = [...entries.keys()].find(
      (one) => one.startsWith(`${kind}:`) && test(entries.get(one)!.payload),
    )
    return key === undefined ? undefined : read(entries, key)
  }
  return (kind) => ({
    upsert: async (id, payload, seconds) => {
      const key = `${kind}:${id}`
      entries.delete(key)
      entries.set(key, { payload, untilMs: systemClock.now() + (seconds ?? Infinity) * 1000 })
      forgetOldest(entries)
    },
    find: async (id) => read(entries, `${kind}:${id}`),
    findByUid: async (uid) => find((payload) => payload.uid === uid, kind),
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = read(entries, `${kind}:${id}`)
      if (payload !== undefined) payload.consumed = Math.floor(systemClock.now() / 1000)
    },
    destroy: async (id) => {
      entries.delete(`${kind}:${id}`)
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of entries) {
        if (payload.grantId === grantId) entries.delete(key)
      }
    },
  })
}

function read(entries: Map<string, Entry>, key: string): AdapterPayload | undefined {
  const entry = entries.get(key)
  if (entry === undefined || entry.untilMs > systemClock.now()) return entry?.payload
  entries.delete(key)
  return undefined
}

function forgetOldest(entries: Map<string, Entry>): void {
  for (const key of entries.keys()) {
    if (entries.size <= ENTRIES_LIMIT) return
    entries.delete(key)
  }
}
