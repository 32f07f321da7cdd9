/** Keeps the journal small: jobs that ended and were reported are dropped from disk. */
import type { Journal } from '../disk/journal.ts'
import type { Log } from '../doors.ts'
import type { Loop } from './runner.ts'

const INTERVAL_MS = 10 * 60_000

export function compactJournal(journal: Pick<Journal, 'compact' | 'bytes'>, log: Log): Loop {
  return {
    name: 'compact-journal',
    intervalMs: INTERVAL_MS,
    jitter: 0.5,
    async round() {
      const bytesBefore = journal.bytes
      if (await journal.compact())
        log.info('journal-compacted', { bytesBefore, bytes: journal.bytes })
    },
  }
}
