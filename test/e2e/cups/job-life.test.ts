// A job's life on a real cupsd: sealed, read, changed, released or canceled; and what its user tries meanwhile.
import { readFileSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createJob,
  holdJob,
  sendDocument,
  setJobAttributes,
} from '#connector/spooler/cups/operations.ts'
import { SEALING_MARK } from '#connector/spooler/cups/parse-job.ts'
import { TAG } from '#connector/spooler/ipp/tables.ts'
import type { Spooler, SpoolState } from '#connector/spooler/spooler.ts'
import {
  type CupsRig,
  collectRefs,
  hasCups,
  hasFilters,
  QUEUE,
  type RefCollector,
  runClient,
  startCupsRig,
  submit,
  writePdf,
} from '#help/cups-rig.ts'
import { eventually } from '#help/eventually.ts'

const UNCHANGED = { grayscale: false, duplex: false }

describe.skipIf(!hasCups()).each(['claimed', 'authenticated'] as const)(
  'a job on CUPS with %s names (needs cupsd and lp)',
  (identity) => {
    let rig: CupsRig
    let spooler: Spooler
    let watch: RefCollector
    let pdf: string
    /** In authenticated mode a client cannot give another name than its own. */
    const owner = () => (identity === 'claimed' ? 'alice' : rig.user)
    const lp = (...args: string[]) =>
      submit(rig, [...(identity === 'claimed' ? ['-U', 'alice'] : []), ...args])

    beforeAll(async () => {
      rig = await startCupsRig(identity)
      pdf = await writePdf(rig.folder, 'three pages.pdf', 3)
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
        const job = await spooler.fetchJob(ref, rig.signal)
        return job.state === state && job
      })
    }
    const waiting = (number: number) => reach(number, 'waiting')
    const printedOf = (number: number) =>
      rig.printed().filter((name) => name.startsWith(`job-${number}-`))

    it('waits, is sealed, read and released, and prints once however often it is released', async () => {
      const number = await lp('-t', 'Thesis', '-n', '2', pdf)
      const job = await waiting(number)
      expect(job).toMatchObject({
        userName: owner(),
        forged: false,
        documentName: 'Thesis',
        ticket: { copies: 2, duplex: false, grayscale: false },
      })
      await spooler.seal(job.ref, rig.signal)
      await spooler.seal(job.ref, rig.signal)
      const sealed = await spooler.fetchJob(job.ref, rig.signal)
      expect(sealed).toMatchObject({ state: 'sealed', documentsCount: 1 })
      const document = await spooler.openDocument(job.ref, 1, rig.signal)
      expect((await buffer(document)).equals(readFileSync(pdf))).toBe(true)
      expect(printedOf(number)).toEqual([])

      await spooler.release(job.ref, UNCHANGED, '', rig.signal)
      await spooler.release(job.ref, UNCHANGED, '', rig.signal)
      const completed = await reach(number, 'completed')
      await spooler.release(job.ref, UNCHANGED, '', rig.signal)
      await spooler.cancel(job.ref, 'too late', rig.signal)
      expect(printedOf(number)).toHaveLength(1)
      if (hasFilters()) expect(completed.sidesDone).toBeGreaterThan(0)
    })

    it('prints once on another queue when it is sent there, and on none that is not managed', async () => {
      const both = await rig.addSecondQueue('basement')
      const { ref } = await waiting(await lp(pdf))
      await both.seal(ref, rig.signal)
      await expect(both.release(ref, UNCHANGED, '', rig.signal, 'attic')).rejects.toMatchObject({
        code: 'queue-unknown',
      })
      await both.release(ref, UNCHANGED, '', rig.signal, 'basement')
      await both.release(ref, UNCHANGED, '', rig.signal, 'basement')
      const completed = await eventually('it is printed', async () => {
        const job = await both.fetchJob(ref, rig.signal)
        return job.state === 'completed' && job
      })
      expect(completed.ref.queue).toBe('basement')
      expect(printedOf(ref.number)).toHaveLength(1)
      await both.close()
    })

    it('is made gray and duplex by IPP and PPD names, against what its user chose', async () => {
      const number = await lp('-o', 'ColorModel=RGB', '-o', 'Duplex=None', pdf)
      const { ref } = await waiting(number)
      await spooler.seal(ref, rig.signal)
      await spooler.release(ref, { grayscale: true, duplex: true }, '', rig.signal)
      await reach(number, 'completed')
      const [file = ''] = printedOf(number)
      const { options = '' } = rig.told(file)
      expect(options.split(' ')).toEqual(
        expect.arrayContaining([
          'print-color-mode=monochrome',
          'ColorModel=Gray',
          'sides=two-sided-long-edge',
          'Duplex=DuplexNoTumble',
        ]),
      )
      expect(options).not.toMatch(/ColorModel=RGB|Duplex=None/)
    })

    it('is canceled with a message that lpstat shows', async () => {
      const number = await lp(pdf)
      const { ref } = await waiting(number)
      await spooler.seal(ref, rig.signal)
      const message = 'Balance 0.10 is less than the cost 0.30 – ask José ✓'
      await spooler.cancel(ref, message, rig.signal)
      await spooler.cancel(ref, message, rig.signal)
      await reach(number, 'canceled')
      const shown = await runClient(rig, 'lpstat', ['-l', '-W', 'completed', '-o'])
      expect(shown.text).toContain(message)
      expect(printedOf(number)).toEqual([])
    })

    it('shows a message while it is held', async () => {
      const number = await lp(pdf)
      const { ref } = await waiting(number)
      await spooler.cancel(ref, 'refused before it was sealed', rig.signal)
      expect(await reach(number, 'canceled')).toMatchObject({
        detail: expect.stringContaining('refused before it was sealed'),
      })
    })

    it('tells of each document of a job with several, and that this device may lose some', async () => {
      const other = await writePdf(rig.folder, 'other.pdf', 1)
      const number = await lp(pdf, other)
      const { ref } = await waiting(number)
      await spooler.seal(ref, rig.signal)
      expect((await spooler.fetchJob(ref, rig.signal)).documentsCount).toBe(2)
      for (const [index, path] of [pdf, other].entries()) {
        const document = await spooler.openDocument(ref, index + 1, rig.signal)
        expect((await buffer(document)).equals(readFileSync(path))).toBe(true)
      }
      await expect(spooler.openDocument(ref, 3, rig.signal)).rejects.toMatchObject({
        code: 'spooler-refused',
      })
      expect(spooler.printsSeveralDocuments(QUEUE)).toBe(false)
      await spooler.cancel(ref, '', rig.signal)
    })

    it('reads the ticket from IPP attributes and PPD options', async () => {
      const number = await lp(
        ...['-o', 'number-up=2', '-o', 'page-ranges=1-2,3', '-o', 'Collate=True'],
        ...['-o', 'sides=two-sided-short-edge', '-o', 'ColorModel=Gray', pdf],
      )
      const job = await waiting(number)
      expect(job.ticket).toEqual({
        copies: 1,
        duplex: true,
        grayscale: true,
        pagesPerSide: 2,
        pageRanges: '1-2,3',
        collate: true,
      })
      await spooler.cancel(job.ref, '', rig.signal)
    })

    it('knows a second owner for a forgery, and believes the first', async () => {
      const number = await lp('-o', 'job-originating-user-name=mallory', pdf)
      const job = await waiting(number)
      expect(job).toMatchObject({ userName: owner(), forged: true })
      await spooler.cancel(job.ref, '', rig.signal)
    })

    it('cleans what a client put into names', async () => {
      const number = await lp('-t', `\u001b[31mred\u202Efdp.exe${'x'.repeat(200)}`, pdf)
      const job = await waiting(number)
      expect(job.documentName).toMatch(/^\[31mred fdp\.exex+$/)
      await spooler.cancel(job.ref, '', rig.signal)
    })

    it('cannot be sealed once its user canceled it', async () => {
      const number = await lp(pdf)
      const { ref } = await waiting(number)
      const name = identity === 'claimed' ? ['-U', 'alice'] : []
      await runClient(rig, 'cancel', [...name, `${QUEUE}-${number}`])
      await reach(number, 'canceled')
      await expect(spooler.seal(ref, rig.signal)).rejects.toMatchObject({ code: 'spooler-refused' })
    })

    it('is left alone while its user holds it', async () => {
      const number = await lp('-H', 'indefinite', pdf)
      const control = await waiting(await lp(pdf))
      expect(watch.count(number)).toBe(0)
      await spooler.cancel(control.ref, '', rig.signal)
    })

    it('is not complete before its last document, and takes none after it was sealed', async () => {
      const sending = { signal: rig.signal }
      const user = owner()
      const bytes = readFileSync(pdf)
      const number = await createJob(rig.transport, QUEUE, user, 'slow', [], sending)
      const send = (isLast: boolean, anonymous: boolean) =>
        sendDocument(rig.transport, number, user, bytes, 'application/pdf', isLast, {
          ...sending,
          anonymous,
        })
      await send(false, false)
      const control = await waiting(await lp(pdf))
      expect(watch.count(number)).toBe(0)
      await spooler.cancel(control.ref, '', rig.signal)

      await send(true, false)
      const { ref } = await waiting(number)
      await spooler.seal(ref, rig.signal)
      await expect(send(true, true)).rejects.toMatchObject({ code: 'spooler-refused' })
      expect((await spooler.fetchJob(ref, rig.signal)).documentsCount).toBe(2)
      await spooler.cancel(ref, '', rig.signal)
    })

    it('is sealed to the end after a crash between holding and moving', async () => {
      const number = await lp(pdf)
      const { ref } = await waiting(number)
      const mark = { name: SEALING_MARK.name, tag: TAG.keyword, values: [SEALING_MARK.value] }
      await setJobAttributes(rig.transport, number, [mark], rig.signal)
      await holdJob(rig.transport, number, rig.signal)

      const after = rig.makeSpooler()
      const watchAfter = collectRefs(after)
      try {
        expect(await watchAfter.next(number)).toEqual(ref)
        await after.seal(ref, rig.signal)
        expect((await after.fetchJob(ref, rig.signal)).state).toBe('sealed')
        await after.cancel(ref, '', rig.signal)
      } finally {
        await watchAfter.stop()
      }
    })

    it('is gone when its number belongs to another job', async () => {
      const number = await lp(pdf)
      const { ref } = await waiting(number)
      const stranger = { ...ref, uuid: 'urn:uuid:00000000-0000-4000-8000-000000000000' }
      expect((await spooler.fetchJob(stranger, rig.signal)).state).toBe('gone')
      await expect(spooler.seal(stranger, rig.signal)).rejects.toMatchObject({
        code: 'spooler-job-missing',
      })
      await spooler.cancel(stranger, '', rig.signal)
      expect((await spooler.fetchJob(ref, rig.signal)).state).toBe('waiting')
      await spooler.cancel(ref, '', rig.signal)
    })
  },
)
