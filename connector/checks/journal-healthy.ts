/** Does every record of the journal still read? Looks only; a running connector is not disturbed. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../disk/atomic-file.ts'
import { countDeadLetters } from '../disk/dead-letters.ts'
import { parseFrames } from '../disk/journal-frames.ts'
import { journalRecord } from '../disk/journal-records.ts'
import { statePaths } from '../disk/site-state.ts'
import type { Check } from './check.ts'

export const journalHealthy: Check = {
  name: 'journal-healthy',
  cure: 'Damaged records come from a failing disk: replace it. Outcomes set aside are in dead-letters.jsonl, each with its reason.',
  async run({ folder }) {
    const journal = statePaths(folder).journal
    const names = await readdir(journal).catch((error) => {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    })
    let records = 0
    let damaged = 0
    for (const name of names.filter((each) => each.endsWith('.journal'))) {
      // A running connector may just have dropped it.
      const bytes = await readFile(join(journal, name)).catch(() => Buffer.alloc(0))
      const { values, damagedPlaces } = parseFrames(bytes)
      const unreadable = values.filter((value) => !journalRecord.safeParse(value).success).length
      records += values.length
      damaged += damagedPlaces + unreadable
    }
    const setAside = await countDeadLetters(folder)
    return {
      ok: damaged === 0 && setAside === 0,
      detail: `${records} records, ${damaged} damaged, ${setAside} outcomes set aside`,
    }
  },
}
