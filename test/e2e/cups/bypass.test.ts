// The bypass battery: ordinary users try everything, and no document reaches the device undecided.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { createServer } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDecoder } from '#connector/spooler/ipp/decode.ts'
import { LIST_LIMITS } from '#connector/spooler/ipp/message.ts'
import { FIRST_CLIENT_ERROR } from '#connector/spooler/ipp/tables.ts'
import type { Spooler, SpoolJob } from '#connector/spooler/spooler.ts'
import {
  type CupsRig,
  collectRefs,
  hasCups,
  type RefCollector,
  runClient,
  startCupsRig,
  submit,
  writePdf,
} from '#help/cups-rig.ts'
import { eventually } from '#help/eventually.ts'
import {
  COMMANDS_ON_QUEUES,
  commandsOnJob,
  type RawStep,
  rawStepOnSealedJob,
  rawSteps,
  SUBMISSIONS,
} from './bypass-steps.ts'

const UNCHANGED = { grayscale: false, duplex: false }
/** System users that every Debian has: as root, commands run as real strangers, else under claimed names only. */
const STRANGERS = [
  { uid: 1, gid: 1 },
  { uid: 5, gid: 60 },
]
const isRoot = process.getuid?.() === 0

describe.skipIf(!hasCups()).each(['claimed', 'authenticated'] as const)(
  'bypassing the decision with %s names (needs cupsd and lp)',
  (identity) => {
    let rig: CupsRig
    let spooler: Spooler
    let watch: RefCollector
    let pdf: string
    let port: number
    let waitingJob: SpoolJob
    let sealedJob: SpoolJob
    let names: readonly string[]
    const accounts = isRoot ? STRANGERS : [undefined]
    const owner = isRoot ? { user: STRANGERS[0]! } : {}
    const asAlice = identity === 'claimed' ? ['-U', 'alice'] : []

    beforeAll(async () => {
      port = await findFreePort()
      rig = await startCupsRig(identity, port)
      names = ['', 'alice', 'bob', 'root', rig.user, 'daemon']
      pdf = await writePdf(rig.folder, 'secret.pdf', 1)
      spooler = rig.makeSpooler()
      watch = collectRefs(spooler)
      waitingJob = await awaitJob(await submit(rig, [...asAlice, pdf], owner))
      sealedJob = await awaitJob(await submit(rig, [...asAlice, pdf], owner))
      await spooler.seal(sealedJob.ref, rig.signal)
      sealedJob = await spooler.fetchJob(sealedJob.ref, rig.signal)
    })
    afterAll(async () => {
      await watch?.stop()
      await rig?.stop()
    })

    const awaitJob = async (number: number) => {
      const ref = await watch.next(number)
      return spooler.fetchJob(ref, rig.signal)
    }
    const targets = () => [waitingJob.ref.number, sealedJob.ref.number]
    /** The connector's own user is the connector: without root, its name is not tried by commands. */
    const claims = () => names.filter((name) => isRoot || (name !== '' && name !== rig.user))

    async function runAll(
      commands: readonly (readonly [string, ...string[]])[],
    ): Promise<string[]> {
      const passed: string[] = []
      for (const user of accounts) {
        for (const name of claims()) {
          for (const [command, ...args] of commands) {
            const as = name === '' ? [] : ['-U', name]
            const result = await runClient(rig, command, [...as, ...args], user ? { user } : {})
            if (result.code === 0) passed.push([command, ...as, ...args].join(' '))
          }
        }
      }
      return passed
    }

    it('commands on a waiting and on a sealed job are refused', async () => {
      expect(await runAll(targets().flatMap(commandsOnJob))).toEqual([])
    })

    it('commands on the queues are refused', async () => {
      expect(await runAll(COMMANDS_ON_QUEUES)).toEqual([])
    })

    it('raw IPP is refused, over the socket and over TCP, under every name', async () => {
      const passed: string[] = []
      for (const name of names) {
        for (const number of targets()) {
          const steps = [...rawSteps(name, number)]
          if (number === sealedJob.ref.number) steps.push(rawStepOnSealedJob(name, number))
          for (const step of steps) {
            for (const way of [{ socketPath: rig.socketPath }, { host: '127.0.0.1', port }]) {
              for (const credential of ['', `PeerCred alice`, `PeerCred ${name || 'root'}`]) {
                // That would be the connector itself.
                const isConnector = credential === `PeerCred ${rig.user}` && 'socketPath' in way
                if (isConnector) continue
                const accepted = await sendRaw(way, credential, step, readFileSync(pdf))
                if (accepted && !step.mayPass) passed.push(`${step.what} as ${name} ${credential}`)
              }
            }
          }
        }
      }
      expect(passed).toEqual([])
    })

    it('submitting in any way prints nothing', async () => {
      for (const user of accounts) {
        for (const name of claims()) {
          for (const args of SUBMISSIONS) {
            const as = name === '' ? [] : ['-U', name]
            await runClient(rig, 'lp', [...as, ...args, pdf], user ? { user } : {})
          }
        }
      }
      expect(rig.printed()).toEqual([])
    })

    it('left both jobs as they were, and the one that is released prints once', async () => {
      for (const before of [waitingJob, sealedJob]) {
        const { state, documentsCount, ticket, userName } = before
        expect(await spooler.fetchJob(before.ref, rig.signal)).toMatchObject({
          ...{ state, documentsCount, ticket, userName },
        })
      }
      await spooler.release(sealedJob.ref, UNCHANGED, '', rig.signal)
      await eventually('the released job is completed', async () => {
        const { state } = await spooler.fetchJob(sealedJob.ref, rig.signal)
        return state === 'completed'
      })
      expect(rig.printed()).toEqual([expect.stringMatching(`^job-${sealedJob.ref.number}-1\\.`)])
    })

    it('a completed job cannot be printed again', async () => {
      const { number } = sealedJob.ref
      expect(await runAll([['lp', '-i', `office-${number}`, '-H', 'restart']])).toEqual([])
      for (const name of names) {
        for (const step of rawSteps(name, number).filter(({ what }) => /Job/.test(what))) {
          const accepted = await sendRaw({ socketPath: rig.socketPath }, '', step, new Uint8Array())
          expect([step.what, accepted && !step.mayPass]).toEqual([step.what, false])
        }
      }
      expect(rig.printed()).toHaveLength(1)
    })
  },
)

/** Whether cupsd said yes. */
function sendRaw(
  way: { socketPath: string } | { host: string; port: number },
  credential: string,
  step: RawStep,
  document: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        ...way,
        method: 'POST',
        path: '/',
        agent: false,
        headers: {
          'content-type': 'application/ipp',
          ...(credential === '' ? {} : { authorization: credential }),
        },
      },
      (response) => {
        buffer(response).then((bytes) => {
          if (response.statusCode !== 200) return resolve(false)
          const message = makeDecoder(LIST_LIMITS).push(bytes)?.message
          resolve(message === undefined || message.code < FIRST_CLIENT_ERROR)
        }, reject)
      },
    )
    // cupsd may refuse and close before it has read the document.
    request.on('error', () => resolve(false))
    request.end(Buffer.concat([step.request, document]))
  })
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}
