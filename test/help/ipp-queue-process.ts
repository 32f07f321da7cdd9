// The built-in queue as a process of its own, for measuring: every job stays held. Prints its address, ends with SIGTERM.
import { join } from 'node:path'
import { makeClock, makeLog, makeRandom } from '#connector/doors.ts'
import { openDirDevice } from '#connector/spooler/ipp-queue/device/dir-device.ts'
import { makeClaimedIdentity } from '#connector/spooler/ipp-queue/identity.ts'
import { openIppQueue } from '#connector/spooler/ipp-queue/ipp-queue.ts'

const [, , folder = ''] = process.argv
const clock = makeClock()
void openIppQueue({
  folder: join(folder, 'queue'),
  key: Buffer.alloc(32, 7),
  host: '127.0.0.1',
  port: 0,
  queues: [
    {
      name: 'office',
      device: openDirDevice(join(folder, 'printed')),
      identity: 'claimed',
      identityCheck: makeClaimedIdentity(),
    },
  ],
  limits: { jobs: 1_000_000 },
  clock,
  random: makeRandom(),
  log: makeLog((line) => process.stderr.write(line), clock, 'warn'),
}).then((queue) => {
  process.once('SIGTERM', () => void queue.close().then(() => process.exit(0)))
  console.log(queue.uriOf('office'))
})
