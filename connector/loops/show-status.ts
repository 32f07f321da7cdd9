/** Writes what `status` shows, so that nobody has to disturb the connector to look at it. */
import { type SiteStatus, saveStatus } from '../disk/site-status.ts'
import type { Loop } from './runner.ts'

const INTERVAL_MS = 15_000

export function showStatus(folder: string, describe: () => SiteStatus): Loop {
  return {
    name: 'show-status',
    intervalMs: INTERVAL_MS,
    jitter: 0.2,
    round: () => saveStatus(folder, describe()),
  }
}
