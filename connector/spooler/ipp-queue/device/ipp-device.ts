/** An IPP printer behind the queue: one job created, sent once, followed to its end, whatever gets lost on the way. */

import { Problem } from '#shared/contracts/problem.ts'
import { errorFields } from '../../../doors.ts'
import { cleanText, cutBytes } from '../../cups/text.ts'
import { OPERATION } from '../../ipp/tables.ts'
import type {
  Delivered,
  Delivery,
  DeliveryProgress,
  DeliveryState,
  Device,
  DeviceStatus,
} from './device.ts'
import type { IppPrinter, PrinterJob } from './ipp-printer.ts'
import type { DeviceDoors } from './open-device.ts'
import {
  PRINTER_ATTRIBUTES,
  type PrinterAbilities,
  parsePrinter,
  parseStatus,
  STATUS_ATTRIBUTES,
} from './parse-printer.ts'
import { type Printable, preparePrintable } from './printable.ts'

/** Where a delivery stands. What is about to be sent is told to the journal first. */
type Step =
  /** Create-Job may have been asked: an empty job, which never prints. */
  | 'creating'
  /** The printer has the empty job `number`. */
  | 'created'
  /** The document may be there, wholly or in part. */
  | 'sending'
  /** The printer said that it has everything. */
  | 'sent'

interface Remembered {
  readonly step: Step
  /** Counts jobs made for this delivery: part of the name, so that no two are taken for one. */
  readonly attempt: number
  readonly number: number | null
}

const RETRY_MIN_MS = 1_000
const RETRY_MAX_MS = 30_000
const POLL_QUICK_MS = 300
const POLL_SLOW_MS = 2_000
const QUICK_POLLS = 30
/** Jobs that arrived in pieces are made anew, but not for ever. */
const ATTEMPTS_LIMIT = 5
/** After Cancel-Job a printer may still finish its page. */
const CANCEL_LIMIT_MS = 60_000
/** Neither a byte taken nor a question answered for so long. */
const STALL_LIMIT_MS = 15 * 60_000
/** Characters of a job's name at the printer before what makes it unique. */
const NAME_BYTES = 80

export function makeIppDevice(printer: IppPrinter, doors: DeviceDoors): Device {
  const { clock, log } = doors
  let known: PrinterAbilities | null = null

  const fetchAbilities = async (signal: AbortSignal) => {
    known = parsePrinter(await printer.fetchPrinter(PRINTER_ATTRIBUTES, signal))
    return known
  }
  const fetchStatus = async (signal: AbortSignal): Promise<DeviceStatus> => {
    try {
      return parseStatus(await printer.fetchPrinter(STATUS_ATTRIBUTES, signal))
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Problem)) throw error
      return offline(error)
    }
  }

  async function deliver(
    delivery: Delivery,
    onProgress: (progress: DeliveryProgress) => void,
    signal: AbortSignal,
  ): Promise<Delivered> {
    let at = parseRemembered(delivery.remembered)
    let job: PrinterJob | null = null
    let waitMs = RETRY_MIN_MS
    const tell = (reasons: readonly string[], detail: string) =>
      onProgress({ sidesDone: job?.sidesDone ?? null, reasons, detail })
    const remember = async (next: Remembered) => {
      await delivery.remember({ ...next })
      at = next
    }

    for (;;) {
      try {
        const ended = await goOn()
        if (ended !== null) return ended
        waitMs = RETRY_MIN_MS
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof Problem)) throw error
        const isFinal = error.code === 'printer-refused' || error.code === 'document-not-drawable'
        if (isFinal && at?.step !== 'sent') return await giveUp(error)
        log.warn('printer-away', errorFields(error))
        tell([reasonOf(error)], error.detail)
        if (delivery.canceled.aborted && (at === null || at.step === 'creating'))
          return notPrinted('canceled', '')
        await clock.sleep(waitMs, AbortSignal.any([signal, ...(waitMs > RETRY_MIN_MS ? [] : [])]))
        waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)
      }
    }

    /** One step further; null = look again. */
    async function goOn(): Promise<Delivered | null> {
      if (at === null || at.step === 'creating') return await create(at)
      const { number, attempt } = at
      if (number === null) return await recoverPrintJob(attempt)
      if (at.step === 'created') return await send(number, attempt)
      if (at.step === 'sending') return await recover(number, attempt)
      return await follow(number, attempt)
    }

    async function create(before: Remembered | null): Promise<Delivered | null> {
      if (delivery.canceled.aborted) return notPrinted('canceled', '')
      const attempt = before?.attempt ?? 1
      const name = nameOf(delivery, attempt)
      // The answer to an earlier question may have been lost.
      const found = before === null ? null : await printer.findJob(name, signal)
      if (found !== null) {
        await remember({ step: 'created', attempt, number: found })
        return null
      }
      const abilities = known ?? (await fetchAbilities(signal))
      const request = await describeJob(name, abilities)
      if (!abilities.operations.has(OPERATION['Create-Job']))
        return await printAtOnce(name, attempt)
      await remember({ step: 'creating', attempt, number: null })
      const number = await printer.createJob(request, signal)
      await remember({ step: 'created', attempt, number })
      return null
    }

    async function describeJob(name: string, abilities: PrinterAbilities) {
      const { format, attributes, dropped } = preparePrintable(delivery, abilities)
      const request = { name, userName: delivery.userName, format, attributes }
      const ignored = abilities.operations.has(OPERATION['Validate-Job'])
        ? await printer.validateJob(request, signal)
        : []
      const all = [...dropped, ...ignored]
      if (all.length > 0)
        log.info('options-dropped', { job: delivery.jobUuid, options: all.join(' ') })
      return { ...request, attributes: attributes.filter((each) => !ignored.includes(each.name)) }
    }

    async function send(number: number, attempt: number): Promise<Delivered | null> {
      if (delivery.canceled.aborted) {
        await printer.cancelJob(number, signal)
        return notPrinted('canceled', '')
      }
      const abilities = known ?? (await fetchAbilities(signal))
      const printable = preparePrintable(delivery, abilities)
      await remember({ step: 'sending', attempt, number })
      await withSending(
        printable,
        (sending, sendSignal) => printer.sendDocument(number, sending, sendSignal),
        () => printer.fetchJob(number, signal),
      )
      await remember({ step: 'sent', attempt, number })
      return null
    }

    /** The answer to Send-Document was lost: what the printer has decides whether anything is sent again. */
    async function recover(number: number, attempt: number): Promise<Delivered | null> {
      job = await printer.fetchJob(number, signal)
      if (job === null) {
        const detail =
          'the printer no longer knows the job; it may have printed, so it is not sent again'
        return { state: 'failed', started: true, sidesDone: null, detail }
      }
      const hasEnded = isEnded(job)
      if (!job.isIncomplete && !(hasEnded && job.state !== 'completed')) {
        await remember({ step: 'sent', attempt, number })
        return null
      }
      if (!hasEnded) {
        await printer.cancelJob(number, signal)
        job = await awaitEnd(number)
      }
      if (job?.state === 'completed') return endOf(job)
      // Certain only if the printer counts, and counted nothing.
      if (job?.sidesDone !== 0 && !(job?.sidesDone === null && job.isIncomplete)) {
        const detail = 'the document arrived in part and may have printed, so it is not sent again'
        return { state: 'failed', started: true, sidesDone: job?.sidesDone ?? null, detail }
      }
      return await again(attempt)
    }

    async function again(attempt: number): Promise<Delivered | null> {
      if (attempt >= ATTEMPTS_LIMIT) {
        return notPrinted('failed', 'the document never reached the printer whole')
      }
      await remember({ step: 'creating', attempt: attempt + 1, number: null })
      return null
    }

    /** Print-Job is one question with everything in it: its name is all there is to ask for afterwards. */
    async function printAtOnce(name: string, attempt: number): Promise<Delivered | null> {
      const abilities = known ?? (await fetchAbilities(signal))
      const printable = preparePrintable(delivery, abilities)
      const request = await describeJob(name, abilities)
      await remember({ step: 'sending', attempt, number: null })
      const number = await withSending(
        printable,
        (sending, sendSignal) => printer.printJob(request, sending, sendSignal),
        async () => null,
      )
      await remember({ step: 'sent', attempt, number })
      return null
    }

    async function recoverPrintJob(attempt: number): Promise<Delivered | null> {
      const number = await printer.findJob(nameOf(delivery, attempt), signal)
      if (number === null) {
        const detail = 'the printer took the document without an answer; it is not sent again'
        return { state: 'failed', started: true, sidesDone: null, detail }
      }
      await remember({ step: 'sending', attempt, number })
      return null
    }

    async function follow(number: number, attempt: number): Promise<Delivered | null> {
      let cancelEndMs: number | null = null
      for (let polls = 0; ; polls++) {
        const now: PrinterJob | null = await printer.fetchJob(number, signal)
        if (now === null) {
          // Many printers forget what they printed at once.
          return {
            state: 'completed',
            started: true,
            sidesDone: job?.sidesDone ?? null,
            detail: '',
          }
        }
        job = now
        if (isEnded(job)) return endOf(job)
        const status = await fetchStatus(signal)
        tell(status.reasons, status.detail)
        if (delivery.canceled.aborted && cancelEndMs === null) {
          await printer.cancelJob(number, signal)
          cancelEndMs = clock.monotonicMs() + CANCEL_LIMIT_MS
        }
        if (cancelEndMs !== null && clock.monotonicMs() > cancelEndMs) {
          return {
            state: 'canceled',
            started: job.state !== 'waiting',
            sidesDone: job.sidesDone,
            detail: '',
          }
        }
        if (job.isIncomplete && job.state === 'waiting' && polls > QUICK_POLLS * 4) {
          await remember({ step: 'sending', attempt, number })
          return null
        }
        await clock.sleep(polls < QUICK_POLLS ? POLL_QUICK_MS : POLL_SLOW_MS, signal)
      }
    }

    async function awaitEnd(number: number): Promise<PrinterJob | null> {
      const endMs = clock.monotonicMs() + CANCEL_LIMIT_MS
      for (;;) {
        const now = await printer.fetchJob(number, signal)
        if (now === null || isEnded(now) || clock.monotonicMs() > endMs) return now
        await clock.sleep(POLL_QUICK_MS, signal)
      }
    }

    /**
     * Sends while looking at the printer beside it. A printer that takes no more bytes is out of paper as long as it
     * answers; one that does neither is lost.
     */
    async function withSending<T>(
      printable: Printable,
      sendTo: (
        sending: {
          userName: string
          format: string
          document: import('node:stream').Readable
          onSent(): void
        },
        signal: AbortSignal,
      ) => Promise<T>,
      look: () => Promise<PrinterJob | null>,
    ): Promise<T> {
      const stop = new AbortController()
      const ended = new AbortController()
      let aliveMs = clock.monotonicMs()
      const alive = () => {
        aliveMs = clock.monotonicMs()
      }
      const document = await printable.open({ stateFolder: doors.stateFolder, signal })
      const sending = {
        userName: delivery.userName,
        format: printable.format,
        document,
        onSent: alive,
      }
      const watching = (async () => {
        const watch = AbortSignal.any([signal, ended.signal])
        for (;;) {
          await clock.sleep(POLL_SLOW_MS, watch)
          const status = await fetchStatus(watch)
          if (status.state !== 'offline') {
            alive()
            job = (await look().catch(() => null)) ?? job
          }
          tell(status.reasons, status.detail)
          const isCanceled = delivery.canceled.aborted
          const isStalled = clock.monotonicMs() - aliveMs > STALL_LIMIT_MS
          if (isCanceled || isStalled) {
            stop.abort(
              new Problem(
                'printer-unreachable',
                isCanceled ? 'canceled while sending' : 'the printer stopped taking the document',
              ),
            )
          }
        }
      })()
      watching.catch(() => {})
      try {
        return await sendTo(sending, AbortSignal.any([signal, stop.signal]))
      } finally {
        ended.abort(new Error('sent'))
        document.destroy()
      }
    }

    /** The printer will not take it, ever. */
    async function giveUp(error: Problem): Promise<Delivered> {
      const number = at?.number ?? null
      if (number === null) return notPrinted('failed', error.detail)
      await printer.cancelJob(number, signal).catch(() => {})
      const last = await printer.fetchJob(number, signal).catch(() => null)
      const started = at?.step !== 'created' && last?.sidesDone !== 0
      return { state: 'failed', started, sidesDone: last?.sidesDone ?? null, detail: error.detail }
    }

    function endOf(last: PrinterJob): Delivered {
      const { sidesDone, detail, reasons } = last
      if (last.state === 'completed')
        return { state: 'completed', started: true, sidesDone, detail: '' }
      const started = sidesDone !== 0
      if (last.state === 'canceled' && !reasons.includes('aborted-by-system')) {
        return {
          state: 'canceled',
          started,
          sidesDone,
          detail: detail || 'canceled at the printer',
        }
      }
      const why = detail || reasons.join(', ') || 'the printer gave the job up'
      return { state: 'failed', started, sidesDone, detail: why }
    }
  }

  return {
    fetchCapabilities: async (signal) => (await fetchAbilities(signal)).capabilities,
    fetchStatus,
    deliver,
    async close() {
      printer.close()
    },
  }
}

const isEnded = ({ state }: PrinterJob) =>
  state === 'completed' || state === 'canceled' || state === 'aborted'

const notPrinted = (state: 'canceled' | 'failed', detail: string): Delivered => ({
  state,
  started: false,
  sidesDone: 0,
  detail,
})

function offline(error: Problem): DeviceStatus {
  return { state: 'offline', reasons: [reasonOf(error)], detail: error.detail, lifeSides: null }
}

/** "printer-state-reasons" of a printer that does not answer: our own word after the standard one. */
const reasonOf = ({ code }: Problem) =>
  code === 'printer-identity-changed' ? 'identity-changed-error' : 'offline'

/** For people, and to be found again: the end is this delivery's alone. */
function nameOf({ jobName, jobUuid }: Delivery, attempt: number): string {
  const unique = jobUuid.replace(/^urn:uuid:/, '').slice(0, 13)
  const name = cutBytes(cleanText(jobName, NAME_BYTES), NAME_BYTES) || 'document'
  return `${name} (${unique}${attempt === 1 ? '' : `-${attempt}`})`
}

function parseRemembered(state: DeliveryState | null): Remembered | null {
  const step = STEPS.find((each) => each === state?.step)
  if (state === null || step === undefined) return null
  return {
    step,
    attempt: typeof state.attempt === 'number' ? state.attempt : 1,
    number: typeof state.number === 'number' ? state.number : null,
  }
}

const STEPS: readonly Step[] = ['creating', 'created', 'sending', 'sent']
