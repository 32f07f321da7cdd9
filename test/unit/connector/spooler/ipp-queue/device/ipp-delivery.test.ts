import { rmSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { makeAttribute } from '#connector/spooler/ipp/message.ts'
import type { Delivered, DeliveryProgress } from '#connector/spooler/ipp-queue/device/device.ts'
import { openDevice } from '#connector/spooler/ipp-queue/device/open-device.ts'
import {
  makeDelivery,
  makeDeviceDoors,
  makeHurriedClock,
  type TestDelivery,
} from '#help/delivery.ts'
import { eventually } from '#help/eventually.ts'
import { type FakePrinter, type FakePrinterOptions, startFakePrinter } from '#help/fake-printer.ts'

const PDF = Buffer.from('%PDF-1.4\nnot looked at by a printer that takes PDF\n%%EOF\n')
const signal = AbortSignal.timeout(60_000)
const opened: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function openPrinter(options: FakePrinterOptions = {}) {
  const printer = await startFakePrinter(options)
  const doors = makeDeviceDoors(makeHurriedClock())
  const device = openDevice(printer.uri, doors)
  opened.push(async () => {
    await device.close()
    await printer.close()
    rmSync(doors.stateFolder, { recursive: true, force: true })
  })
  const progress: DeliveryProgress[] = []
  const deliver = (delivery: TestDelivery, until = signal): Promise<Delivered> =>
    device.deliver(delivery, (each) => progress.push(each), until)
  return { printer, device, doors, progress, deliver }
}

describe('delivering to an IPP printer', () => {
  it('sends a document that the printer takes as it is, and follows it to its end', async () => {
    const { printer, deliver } = await openPrinter()
    const delivery = makeDelivery(PDF)
    expect(await deliver(delivery)).toEqual({
      state: 'completed',
      started: true,
      sidesDone: 1,
      detail: '',
    })
    const [job] = printer.printed()
    expect(job?.document?.equals(PDF)).toBe(true)
    expect(job).toMatchObject({ user: 'alice', format: 'application/pdf' })
    expect(job?.name).toBe('report.pdf (0d8f9f5e-8f6b)')
    expect(delivery.states.map(({ step }) => step)).toEqual([
      'creating',
      'created',
      'sending',
      'sent',
    ])
  })

  it('asks only for what the printer says it supports', async () => {
    const { printer, deliver, doors } = await openPrinter()
    const ticket = { ...makeDelivery(PDF).ticket, copies: 3, duplex: true }
    await deliver(
      makeDelivery(PDF, {
        ticket,
        template: [
          makeAttribute('media', 'na_letter_8.5x11in'),
          makeAttribute('output-bin', 'stapler-9'),
          makeAttribute('job-hold-until', 'indefinite'),
        ],
        changes: { grayscale: true, duplex: false },
      }),
    )
    const sent = printer.printed()[0]!.attributes.map(({ name, values }) => [name, values[0]])
    expect(sent).toEqual([
      ['copies', 3],
      ['sides', 'two-sided-long-edge'],
      ['print-color-mode', 'monochrome'],
      ['multiple-document-handling', 'separate-documents-collated-copies'],
      ['media', 'na_letter_8.5x11in'],
    ])
    expect(doors.lines.join()).toContain('output-bin')
  })

  const losses: [string, Parameters<FakePrinter['failNext']>][] = [
    ['the answer to Create-Job', ['Create-Job', 'after']],
    ['Create-Job itself', ['Create-Job', 'before']],
    ['the answer to Send-Document', ['Send-Document', 'after']],
    ['Send-Document itself', ['Send-Document', 'before']],
    ['the second half of the document', ['Send-Document', 'half-way']],
    ['an answer while following', ['Get-Job-Attributes', 'after']],
    ['the check before', ['Validate-Job', 'before']],
  ]
  it.each(losses)('prints once when %s is lost', async (_, [operation, fault]) => {
    const { printer, deliver } = await openPrinter()
    // From this one it is known that the printer counts.
    await deliver(makeDelivery(PDF, { jobUuid: 'urn:uuid:11111111-0000-4000-8000-000000000000' }))
    printer.failNext(operation, fault)
    expect(await deliver(makeDelivery(PDF))).toMatchObject({ state: 'completed' })
    expect(printer.printed()).toHaveLength(2)
  })

  it.each(['creating', 'created', 'sending', 'sent'])(
    'goes on from `%s` after a restart, and prints once',
    async (step) => {
      const { printer, deliver } = await openPrinter()
      const stop = new AbortController()
      const first = makeDelivery(PDF, {
        async remember(state) {
          last = state
          if (state.step === step) stop.abort(new Error('the connector died'))
        },
      })
      let last: TestDelivery['remembered'] = null
      await expect(deliver(first, stop.signal)).rejects.toThrow('the connector died')
      expect(await deliver(makeDelivery(PDF, { remembered: last }))).toMatchObject({
        state: 'completed',
      })
      expect(printer.printed()).toHaveLength(1)
    },
  )

  it('does not send again what a forgetful printer may have printed', async () => {
    const { printer, deliver } = await openPrinter()
    const remembered = { step: 'sending', attempt: 1, number: 7 }
    expect(await deliver(makeDelivery(PDF, { remembered }))).toMatchObject({
      state: 'failed',
      started: true,
    })
    expect(printer.printed()).toHaveLength(0)
  })

  it('does not send again a half of a document that may have printed', async () => {
    const { printer, deliver } = await openPrinter({ counts: false })
    printer.failNext('Send-Document', 'half-way')
    expect(await deliver(makeDelivery(PDF))).toMatchObject({ state: 'failed', started: true })
    expect(printer.printed()).toHaveLength(0)
  })

  it('uses Print-Job where there is nothing better, and finds the job again by its name', async () => {
    const { printer, deliver } = await openPrinter({
      operations: ['Print-Job', 'Cancel-Job', 'Get-Job-Attributes', 'Get-Jobs'],
    })
    printer.failNext('Print-Job', 'after')
    expect(await deliver(makeDelivery(PDF))).toMatchObject({ state: 'completed' })
    expect(printer.printed()).toHaveLength(1)
    expect(printer.asked).not.toContain('Create-Job')
  })

  it('waits for paper and tells so', async () => {
    const { printer, deliver, progress } = await openPrinter()
    printer.setReasons('media-empty-error')
    const delivered = deliver(makeDelivery(PDF))
    await eventually('the trouble is told', () =>
      progress.some(({ reasons }) => reasons.includes('media-empty-error')),
    )
    printer.setReasons()
    expect(await delivered).toMatchObject({ state: 'completed' })
  })

  it('cancels at the printer', async () => {
    const { printer, deliver, progress } = await openPrinter()
    await deliver(makeDelivery(PDF, { jobUuid: 'urn:uuid:11111111-0000-4000-8000-000000000000' }))
    progress.length = 0
    printer.setReasons('media-jam-error')
    const delivery = makeDelivery(PDF)
    const delivered = deliver(delivery)
    await eventually('it waits at the printer', () => progress.length > 0)
    delivery.cancel()
    expect(await delivered).toMatchObject({ state: 'canceled', started: false, sidesDone: 0 })
    expect(printer.asked).toContain('Cancel-Job')
  })

  it('does not call a job blank that a printer which never counts had begun', async () => {
    const { printer, deliver, progress } = await openPrinter()
    printer.setReasons('media-jam-error')
    const delivery = makeDelivery(PDF)
    const delivered = deliver(delivery)
    await eventually('it waits at the printer', () => progress.length > 0)
    delivery.cancel()
    expect(await delivered).toMatchObject({ state: 'canceled', started: true, sidesDone: null })
  })

  it('sends nothing of a job that was canceled before', async () => {
    const { printer, deliver } = await openPrinter()
    const delivery = makeDelivery(PDF)
    delivery.cancel()
    expect(await deliver(delivery)).toMatchObject({ state: 'canceled', started: false })
    expect(printer.asked).toEqual([])
  })

  it('fails a document that the printer does not take and nobody can draw', async () => {
    const { printer, deliver } = await openPrinter()
    const delivered = await deliver(makeDelivery(PDF, { format: 'application/postscript' }))
    expect(delivered).toMatchObject({ state: 'failed', started: false })
    expect(delivered.detail).toContain('application/postscript')
    expect(printer.printed()).toHaveLength(0)
  })

  it('gives up a document that breaks while it is drawn, and leaves nothing at the printer', async () => {
    const { printer, deliver } = await openPrinter({
      attributes: [makeAttribute('document-format-supported', 'image/pwg-raster')],
    })
    const delivered = await deliver(makeDelivery(PDF))
    expect(delivered).toMatchObject({ state: 'failed', sidesDone: 0 })
    expect(delivered.detail).toContain('cannot be drawn')
    expect([...printer.jobs.values()].map(({ document }) => document)).toEqual([null])
  })
})
