// A process that appends to a journal and tells each acknowledged id on standard output, until it is killed.
import { openJournal } from '#connector/disk/journal.ts'
import { makeUlid } from '#shared/contracts/ids.ts'

const AT_ONCE = 4
const journal = await openJournal(process.argv[2]!)
let number = 0

await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (;;) {
      const mine = ++number
      const jobId = makeUlid(mine, new Uint8Array(10))
      const endedAt = '2026-01-01T00:00:00.000Z'
      await journal.append({
        type: 'ENDED',
        jobId,
        ref: { queue: 'office', number: mine, uuid: `urn:uuid:${mine}` },
        outcome: { jobId, state: 'canceled', started: false, sidesDone: null, endedAt, detail: '' },
        atMs: 0,
      })
      process.stdout.write(`${jobId}\n`)
    }
  }),
)
