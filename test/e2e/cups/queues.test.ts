// Managed queues on a real cupsd: made, adopted, taken away, and checked by trying.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkQueues } from '#connector/spooler/cups/check.ts'
import { fetchPpd, idleState, saveQueue } from '#connector/spooler/cups/operations.ts'
import {
  addQueue,
  adoptQueue,
  chooseDriver,
  listQueues,
  removeQueue,
} from '#connector/spooler/cups/queues.ts'
import { makeAttribute } from '#connector/spooler/ipp/message.ts'
import {
  type CupsRig,
  collectRefs,
  hasCups,
  QUEUE,
  runClient,
  startCupsRig,
  submit,
  writePdf,
} from '#help/cups-rig.ts'
import { eventually } from '#help/eventually.ts'

/** A clock on which waiting for a device takes no time worth mentioning. */
const HASTE = 200

describe.skipIf(!hasCups())('managed queues (needs cupsd and lp)', () => {
  let rig: CupsRig
  const names = async () => (await listQueues(rig.admin, rig.signal)).map(({ name }) => name)
  const check = (queues: readonly string[]) => checkQueues({ ...rig, queues, signal: rig.signal })
  const flaws = async (queue: string) =>
    (await check([queue])).filter(({ ok }) => !ok).map(({ name }) => name)
  const raw = (name: string) => ({
    name,
    deviceUri: rig.cups.deviceUri,
    driver: { kind: 'raw' } as const,
  })

  beforeAll(async () => {
    rig = await startCupsRig('claimed')
  })
  afterAll(async () => {
    await rig?.stop()
  })

  it('are listed with their device', async () => {
    expect(await listQueues(rig.admin, rig.signal)).toEqual([
      {
        name: QUEUE,
        outQueue: 'office-out',
        deviceUri: rig.cups.deviceUri,
        model: 'Spoolgate Demo Device',
        color: true,
        state: 'idle',
      },
    ])
  })

  it('offer their users the options of the device', async () => {
    const intake = await fetchPpd(rig.transport, QUEUE, rig.signal)
    expect(intake).toContain('*OpenUI *Duplex')
    expect(intake).toContain('*cupsFilter2: "*/* application/octet-stream 0 -"')
  })

  it('are not made twice, nor under a name that would be an out queue', async () => {
    await expect(addQueue(rig.admin, raw(QUEUE), rig.signal)).rejects.toMatchObject({
      code: 'queue-exists',
    })
    await expect(addQueue(rig.admin, raw('x-out'), rig.signal)).rejects.toMatchObject({
      code: 'request-malformed',
    })
  })

  it('come and go', async () => {
    await addQueue(rig.admin, raw('plain'), rig.signal)
    expect(await names()).toEqual([QUEUE, 'plain'])
    expect(await flaws('plain')).toEqual([])
    await removeQueue(rig.admin, 'plain', rig.signal)
    expect(await names()).toEqual([QUEUE])
    await expect(removeQueue(rig.admin, 'plain', rig.signal)).rejects.toMatchObject({
      code: 'queue-unknown',
    })
  })

  it('stay while a job waits in them', async () => {
    const pdf = await writePdf(rig.folder, 'one.pdf', 1)
    await addQueue(rig.admin, raw('busy'), rig.signal)
    const lp = await runClient(rig, 'lp', ['-U', 'alice', '-d', 'busy', pdf])
    await expect(removeQueue(rig.admin, 'busy', rig.signal)).rejects.toMatchObject({
      code: 'spooler-refused',
    })
    const number = /busy-(\d+)/.exec(lp.text)?.[0] ?? ''
    await runClient(rig, 'cancel', ['-U', 'alice', number])
    await removeQueue(rig.admin, 'busy', rig.signal)
  })

  it('leave nothing behind when CUPS cannot make a driver for the device', async () => {
    const deviceUri = 'ipp://127.0.0.1:1/ipp/print'
    const { clock } = rig.admin
    const hasty = {
      ...rig.admin,
      clock: { ...clock, monotonicMs: () => clock.monotonicMs() * HASTE },
    }
    const spec = { name: 'nowhere', deviceUri, driver: chooseDriver(deviceUri) }
    await expect(addQueue(hasty, spec, rig.signal)).rejects.toMatchObject({
      code: 'spooler-refused',
    })
    expect((await runClient(rig, 'lpstat', ['-e'])).text).not.toContain('nowhere')
  })

  it('say what is missing when CUPS has no backend for the device', async () => {
    const spec = { ...raw('nowhere'), deviceUri: 'teleprinter:/x' }
    await expect(addQueue(rig.admin, spec, rig.signal)).rejects.toMatchObject({
      code: 'spooler-refused',
      detail: expect.stringContaining('CUPS has no backend'),
    })
  })

  describe('when an existing queue is adopted', () => {
    const existing = async (name: string, ...state: ReturnType<typeof idleState>[]) =>
      saveQueue(
        rig.transport,
        name,
        [
          makeAttribute('device-uri', rig.cups.deviceUri),
          makeAttribute('printer-is-accepting-jobs', true),
          ...state,
        ],
        readFileSync(rig.cups.ppdFile, 'utf8'),
        rig.signal,
      )

    it('keeps its name, its options and its waiting jobs, and prints no more by itself', async () => {
      const pdf = await writePdf(rig.folder, 'old.pdf', 1)
      await existing('old')
      const lp = await runClient(rig, 'lp', ['-U', 'alice', '-d', 'old', pdf])
      expect(lp.code).toBe(0)
      await adoptQueue(rig.admin, 'old', rig.signal)
      expect(await names()).toContain('old')
      expect(await flaws('old')).toEqual([])
      expect(await fetchPpd(rig.transport, 'old-out', rig.signal)).toContain('cups-pdf')
      expect(rig.printed()).toEqual([])
      await expect(adoptQueue(rig.admin, 'old', rig.signal)).rejects.toMatchObject({
        code: 'queue-exists',
      })
    })

    it('must be there', async () => {
      await expect(adoptQueue(rig.admin, 'nobody', rig.signal)).rejects.toMatchObject({
        code: 'queue-unknown',
      })
    })
  })

  describe('a check', () => {
    it('finds everything well, and its probe job disturbs nobody', async () => {
      const spooler = rig.makeSpooler()
      const watch = collectRefs(spooler)
      try {
        expect((await check([QUEUE])).filter(({ ok }) => !ok)).toEqual([])
        const pdf = await writePdf(rig.folder, 'control.pdf', 1)
        const number = await submit(rig, ['-U', 'alice', pdf])
        const ref = await watch.next(number)
        expect(watch.count(number - 1)).toBe(0)
        await spooler.cancel(ref, '', rig.signal)
        const left = await eventually('the out queue is empty', async () =>
          (await runClient(rig, 'lpstat', ['-o', 'office-out'])).text === '' ? 'empty' : null,
        )
        expect(left).toBe('empty')
      } finally {
        await watch.stop()
      }
    })

    it('misses a queue that is not there, and a print system that is away', async () => {
      expect(await flaws('nobody')).toEqual(['nobody exists'])
      const away = { ...rig, socketPath: `${rig.socketPath}-away`, queues: [QUEUE] }
      const findings = await checkQueues({ ...away, signal: rig.signal })
      expect(findings).toMatchObject([{ name: 'print-system', ok: false }])
    })

    it.each([
      ['a running intake', [idleState()], ['bad intake-stopped']],
      [
        'an intake that can print',
        [makeAttribute('device-uri', 'demo:/device')],
        ['bad intake-device'],
      ],
      [
        'a policy of another queue',
        [makeAttribute('printer-op-policy', 'metered-out')],
        ['bad policy', 'bad identity'],
      ],
      [
        'a queue that refuses jobs',
        [makeAttribute('printer-is-accepting-jobs', false)],
        ['bad accepting', 'bad policies-in-force'],
      ],
    ])('finds %s, with a cure', async (_what, attributes, expected) => {
      await addQueue(rig.admin, raw('bad'), rig.signal)
      try {
        await saveQueue(rig.transport, 'bad', attributes, null, rig.signal)
        const found = (await check(['bad'])).filter(({ ok }) => !ok)
        expect(found.map(({ name }) => name)).toEqual(expected)
        expect(found.every(({ cure }) => cure.endsWith('.'))).toBe(true)
      } finally {
        // A queue with another device is not ours to delete.
        const intake = [makeAttribute('device-uri', 'intake:/bad')]
        await saveQueue(rig.transport, 'bad', intake, null, rig.signal)
        await removeQueue(rig.admin, 'bad', rig.signal)
      }
    })

    it('finds a site that is set up for proved names where names are claimed', async () => {
      const findings = await checkQueues({
        ...rig,
        identity: 'authenticated',
        queues: [QUEUE],
        signal: rig.signal,
      })
      expect(findings.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['office identity'])
    })
  })
})
