// cupsd restarted, killed, or forgetful while jobs are under way: nothing lost, nothing printed twice.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelSubscription } from '#connector/spooler/cups/operations.ts'
import type { Spooler, SpoolState } from '#connector/spooler/spooler.ts'
import {
  type CupsRig,
  collectRefs,
  hasCups,
  type RefCollector,
  startCupsRig,
  submit,
  writePdf,
} from '#help/cups-rig.ts'
import { eventually } from '#help/eventually.ts'

const UNCHANGED = { grayscale: false, duplex: false }
/** More than a test makes. */
const SUBSCRIPTIONS_LIMIT = 20

describe.skipIf(!hasCups())('while CUPS is in trouble (needs cupsd and lp)', () => {
  let rig: CupsRig
  let spooler: Spooler
  let watch: RefCollector
  let pdf: string

  beforeAll(async () => {
    rig = await startCupsRig('claimed')
    pdf = await writePdf(rig.folder, 'one.pdf', 1)
    spooler = rig.makeSpooler()
    watch = collectRefs(spooler)
  })
  afterAll(async () => {
    await watch?.stop()
    await rig?.stop()
  })

  const reach = async (number: number, state: SpoolState) => {
    const ref = await watch.next(number)
    return eventually(`job ${number} is ${state}`, async () => {
      const job = await spooler.fetchJob(ref, rig.signal).catch(() => null)
      return job?.state === state && job
    })
  }
  const sealOne = async () => {
    const number = await submit(rig, ['-U', 'alice', pdf])
    const { ref } = await reach(number, 'waiting')
    await spooler.seal(ref, rig.signal)
    return ref
  }
  /** cupsd writes changes to disk within its DirtyCleanInterval of a second. */
  const onDisk = (number: number, words: string) =>
    eventually(`job ${number} is on disk`, () => {
      const name = `c${String(number).padStart(5, '0')}`
      try {
        const text = readFileSync(join(rig.folder, 'cups/spool', name), 'latin1')
        return text.includes(words)
      } catch {
        return false
      }
    })

  it('a sealed job stays sealed through a restart, and the watch goes on', async () => {
    const ref = await sealOne()
    await rig.restart()
    const later = await submit(rig, ['-U', 'bob', pdf])
    expect((await reach(later, 'waiting')).userName).toBe('bob')
    expect((await spooler.fetchJob(ref, rig.signal)).state).toBe('sealed')
    expect(rig.printed()).toEqual([])

    await spooler.release(ref, UNCHANGED, '', rig.signal)
    await reach(ref.number, 'completed')
    expect(rig.printed()).toHaveLength(1)
    await spooler.cancel((await watch.next(later)) ?? ref, '', rig.signal)
  })

  it('a sealed job stays sealed when cupsd is killed', async () => {
    const ref = await sealOne()
    await onDisk(ref.number, 'office-out')
    const before = rig.cups.pid
    process.kill(before ?? 0, 'SIGKILL')
    await eventually('cupsd is back', () => rig.cups.pid !== null && rig.cups.pid !== before)
    expect((await reach(ref.number, 'sealed')).ref).toEqual(ref)
    const later = await submit(rig, ['-U', 'bob', pdf])
    await spooler.cancel((await reach(later, 'waiting')).ref, '', rig.signal)
    await spooler.cancel(ref, '', rig.signal)
  })

  it('finds jobs again after its subscription was lost', async () => {
    for (let id = 1; id <= SUBSCRIPTIONS_LIMIT; id += 1) {
      await cancelSubscription(rig.transport, id, rig.signal)
    }
    const number = await submit(rig, ['-U', 'carol', pdf])
    await spooler.cancel((await reach(number, 'waiting')).ref, '', rig.signal)
  })

  it('tells at its start of every job that has not ended, and of no other', async () => {
    const ended = await submit(rig, ['-U', 'alice', pdf])
    await spooler.cancel((await reach(ended, 'waiting')).ref, '', rig.signal)
    const open = await submit(rig, ['-U', 'alice', pdf])
    const sealed = await sealOne()

    const again = collectRefs(rig.makeSpooler())
    try {
      expect(await again.next(sealed.number)).toEqual(sealed)
      const { ref } = await reach(open, 'waiting')
      expect(await again.next(open)).toEqual(ref)
      expect(again.count(ended)).toBe(0)
      for (const each of [ref, sealed]) await spooler.cancel(each, '', rig.signal)
    } finally {
      await again.stop()
    }
  })
})
