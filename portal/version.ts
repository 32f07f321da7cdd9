/** The portal's own versions: installs its service worker, and notices when the server has a newer portal than this tab. */
import { useSyncExternalStore } from 'react'
import { now } from './doors.ts'

const WORKER = '/service-worker.js'
const CHECK_EVERY_MS = 15 * 60_000
const START_SCRIPT = /<script[^>]*\bsrc="([^"]+)"/

const listeners = new Set<() => void>()
let isOld = false
let checkedAtMs = 0

export const useIsOld = (): boolean => useSyncExternalStore(subscribe, () => isOld)

/** Of the built portal only: while developing, files change under their names. */
export function startVersions(): void {
  if (!import.meta.env.PROD) return
  checkedAtMs = now()
  // A browser that takes no worker, as in a private window, goes without.
  if ('serviceWorker' in navigator) navigator.serviceWorker.register(WORKER).catch(() => {})
  // A page that was not opened yet is gone with the version that it belonged to.
  addEventListener('vite:preloadError', tell)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void check()
  })
}

async function check(): Promise<void> {
  if (isOld || now() - checkedAtMs < CHECK_EVERY_MS) return
  checkedAtMs = now()
  try {
    const page = await fetch('/index.html', { cache: 'no-store' })
    const [, script] = START_SCRIPT.exec(await page.text()) ?? []
    if (page.ok && script !== undefined && script !== ownScript()) tell()
  } catch {
    // Away: the next look tells.
  }
}

const ownScript = (): string | null =>
  document.querySelector('script[type=module]')?.getAttribute('src') ?? null

function tell(): void {
  isOld = true
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
