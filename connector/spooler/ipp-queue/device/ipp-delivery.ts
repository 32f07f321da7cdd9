/** One job at an IPP printer: created, sent once, followed to its end, whatever gets lost on the way. */
import { Problem } from '#shared/contracts/problem.ts'
import { errorFields } from '../../../doors.ts'
import { cleanText, cutBytes } from '../../cups/text.ts'
import { OPERATION } from '../../ipp/tables.ts'
import type {
  Delivered,
  Delivery,
  DeliveryProgress,
  DeliveryState,
  DeviceStatus,
} from './device.ts'
import type { DeviceDoors } from './device-doors.ts'
import type { IppPrinter, JobRequest, PrinterJob } from './ipp-printer.ts'
import type { PrinterAbilities } from './parse-printer.ts'
import { type Printable, preparePrintable } from './printable.ts'
import { sendWatched } from './send-watched.ts'

export interface DeliveryTools {
  readonly printer: IppPrinter
  readonly doors: DeviceDoors
  abilities(): Promise<PrinterAbilities>
  fetchStatus(signal: AbortSignal): Promise<DeviceStatus>
  /** Whether the printer ever told more than 0 sides: the 0 of one that never counts means nothing. */
  readonly counting: { isProved: boolean }
}

/** Where a delivery stands. What is about to be sent is told to the journal first. */
type Step =
  /** Create-Job may have been asked: an empty job, which never prints. */
  | 'creating'
  /** The printer has the empty job `number`. */
  | 'created'
  /** The document may be there, wholly or in part; without a number it went with Print-Job. */
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
/** A job that the printer has, but not its document, is looked at so often before that is believed. */
const INCOMPLETE_POLLS = 120
/** Jobs that arrived in pieces are made anew, but not for ever. */
const ATTEMPTS_LIMIT = 5
/** After Cancel-Job a printer may still finish its page. */
const CANCEL_LIMIT_MS = 60_000
/** Of a job's name at the printer, before what makes it unique; many keep no more than 127. */
const NAME_BYTES = 80

export async function deliverByIpp(
  delivery: Delivery,
  onProgress: (progress: DeliveryProgress) => void,
  signal: AbortSignal,
  { printer, doors, abilities, fetchStatus, counting }: DeliveryTools,
): Promise<Delivered> {
  const { clock, log } = doors
  let at = parseRemembered(delivery.remembered)
  let seen: PrinterJob | null = null
  let hasBegun = false
  /** 0 sides are sure of a job that never began, and of a printer that is known to count. */
  const ended = (job: PrinterJob) => endOf(job, counting.isProved || !hasBegun)
  const remember = async (step: Step, attempt: number, number: number | null) => {
    await delivery.remember({ step, attempt, number })
    at = { step, attempt, number }
  }
  const tell = (reasons: readonly string[], detail: string) =>
    onProgress({ sidesDone: seen?.sidesDone ?? null, reasons, detail })

  for (let waitMs = RETRY_MIN_MS; ; ) {
    try {
      const end = await goOn()
      if (end !== null) return end
      waitMs = RETRY_MIN_MS
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Problem)) throw error
      if (isFinal(error) && at?.step !== 'sent') return await giveUp(error)
      log.warn('printer-away', { ...errorFields(error), job: delivery.jobUuid })
      tell([reasonOf(error)], error.detail)
      await clock.sleep(waitMs, signal)
      waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)
    }
  }

  /** One step further; null = look again where it stands. */
  async function goOn(): Promise<Delivered | null> {
    if (at === null || at.step === 'creating') return await create(at)
    const { step, number, attempt } = at
    if (number === null) return await recoverWithoutNumber(attempt)
    if (step === 'created') return await send(number, attempt)
    if (step === 'sending') return await recover(number, attempt)
    return await follow(number, attempt)
  }

  async function create(before: Remembered | null): Promise<Delivered | null> {
    if (delivery.canceled.aborted) return notPrinted('canceled', '')
    const attempt = before?.attempt ?? 1
    const name = nameOf(delivery, attempt)
    // The answer to an earlier question may have been lost.
    const found = before === null ? null : await printer.findJob(name, signal)
    if (found !== null) {
      await remember('created', attempt, found)
      return null
    }
    const able = await abilities()
    const printable = preparePrintable(delivery, able)
    const request = await makeRequest(name, printable, able)
    if (!able.operations.has(OPERATION['Create-Job'])) {
      return await printAtOnce(request, printable, attempt)
    }
    await remember('creating', attempt, null)
    await remember('created', attempt, await printer.createJob(request, signal))
    return null
  }

  async function makeRequest(
    name: string,
    { format, attributes, dropped }: Printable,
    { operations }: PrinterAbilities,
  ): Promise<JobRequest> {
    const request = { name, userName: delivery.userName, format, attributes }
    const ignored = operations.has(OPERATION['Validate-Job'])
      ? await printer.validateJob(request, signal)
      : []
    const options = [...dropped, ...ignored].join(' ')
    if (options !== '') log.info('options-dropped', { job: delivery.jobUuid, options })
    return { ...request, attributes: attributes.filter((each) => !ignored.includes(each.name)) }
  }

  async function send(number: number, attempt: number): Promise<Delivered | null> {
    if (delivery.canceled.aborted) {
      await printer.cancelJob(number, signal)
      return notPrinted('canceled', '')
    }
    const printable = preparePrintable(delivery, await abilities())
    await remember('sending', attempt, number)
    await sendAndLook(printable, number, (sending, until) =>
      printer.sendDocument(number, sending, until),
    )
    await remember('sent', attempt, number)
    return null
  }

  /** Print-Job is one question with everything in it: its name is all there is to ask for afterwards. */
  async function printAtOnce(
    request: JobRequest,
    printable: Printable,
    attempt: number,
  ): Promise<Delivered | null> {
    await remember('sending', attempt, null)
    const number = await sendAndLook(printable, null, (sending, until) =>
      printer.printJob(request, sending, until),
    )
    await remember('sent', attempt, number)
    return null
  }

  async function sendAndLook<T>(
    printable: Printable,
    number: number | null,
    sendTo: Parameters<typeof sendWatched<T>>[1],
  ): Promise<T> {
    const document = await printable.open({ stateFolder: doors.stateFolder, signal })
    const sending = { userName: delivery.userName, format: printable.format, document }
    return await sendWatched(sending, sendTo, {
      clock,
      signal,
      canceled: delivery.canceled,
      async look(until) {
        const status = await fetchStatus(until)
        const isThere = status.state !== 'offline'
        if (isThere && number !== null) {
          seen = (await printer.fetchJob(number, until).catch(() => null)) ?? seen
        }
        tell(status.reasons, status.detail)
        return isThere
      },
    })
  }

  /** The answer to sending was lost: what the printer has decides whether anything is sent again. */
  async function recover(number: number, attempt: number): Promise<Delivered | null> {
    const found = await printer.fetchJob(number, signal)
    if (found === null) return mayHavePrinted('the printer no longer knows the job')
    seen = found
    if (found.state === 'completed' || (!found.isIncomplete && !isEnded(found))) {
      await remember('sent', attempt, number)
      return null
    }
    let last: PrinterJob | null = found
    if (!isEnded(found)) {
      await printer.cancelJob(number, signal)
      last = await awaitEnd(number)
    }
    if (last?.state === 'completed') return ended(last)
    // Nothing may have reached paper: the printer never began, or it is known to count and counted nothing.
    const isBlank = found.state === 'waiting' || (last?.sidesDone === 0 && counting.isProved)
    if (!isBlank) return mayHavePrinted('the document arrived in part')
    if (attempt >= ATTEMPTS_LIMIT) {
      return notPrinted('failed', 'the document never reached the printer whole')
    }
    await remember('creating', attempt + 1, null)
    return null
  }

  async function recoverWithoutNumber(attempt: number): Promise<Delivered | null> {
    const number = await printer.findJob(nameOf(delivery, attempt), signal)
    if (number === null) return mayHavePrinted('the printer took the document without an answer')
    await remember('sending', attempt, number)
    return null
  }

  function mayHavePrinted(what: string): Delivered {
    const detail = `${what}; it may have printed, so it is not sent again`
    return { state: 'failed', started: true, sidesDone: seen?.sidesDone ?? null, detail }
  }

  async function follow(number: number, attempt: number): Promise<Delivered | null> {
    let cancelEndMs: number | null = null
    for (let polls = 0; ; polls++) {
      const job = await printer.fetchJob(number, signal)
      // Many printers forget what they printed at once.
      if (job === null) return ended({ ...(seen ?? FORGOTTEN), state: 'completed' })
      seen = job
      if ((job.sidesDone ?? 0) > 0) counting.isProved = true
      hasBegun ||= job.state === 'printing' || job.state === 'stopped'
      if (isEnded(job)) return ended(job)
      const status = await fetchStatus(signal)
      tell(status.reasons, status.detail)
      if (delivery.canceled.aborted && cancelEndMs === null) {
        await printer.cancelJob(number, signal)
        cancelEndMs = clock.monotonicMs() + CANCEL_LIMIT_MS
      }
      if (cancelEndMs !== null && clock.monotonicMs() > cancelEndMs) {
        return ended({ ...job, state: 'canceled' })
      }
      if (job.isIncomplete && job.state === 'waiting' && polls >= INCOMPLETE_POLLS) {
        await remember('sending', attempt, number)
        return null
      }
      await clock.sleep(polls < QUICK_POLLS ? POLL_QUICK_MS : POLL_SLOW_MS, signal)
    }
  }

  async function awaitEnd(number: number): Promise<PrinterJob | null> {
    const endMs = clock.monotonicMs() + CANCEL_LIMIT_MS
    for (;;) {
      const job = await printer.fetchJob(number, signal)
      if (job === null || isEnded(job) || clock.monotonicMs() > endMs) return job
      await clock.sleep(POLL_QUICK_MS, signal)
    }
  }

  /** The printer will not take it, ever. */
  async function giveUp(error: Problem): Promise<Delivered> {
    const number = at?.number ?? null
    if (number === null || at?.step === 'created') {
      if (number !== null) await printer.cancelJob(number, signal).catch(() => {})
      return notPrinted('failed', error.detail)
    }
    await printer.cancelJob(number, signal).catch(() => {})
    const last = await printer.fetchJob(number, signal).catch(() => null)
    const sidesDone = last?.sidesDone ?? null
    return { state: 'failed', started: sidesDone !== 0, sidesDone, detail: error.detail }
  }
}

/** "printer-state-reasons" of a printer that does not answer as it should. */
export function reasonOf({ code }: Problem): string {
  return code === 'printer-identity-changed' ? 'identity-changed-error' : 'offline'
}

const FORGOTTEN: PrinterJob = {
  state: 'completed',
  isIncomplete: false,
  sidesDone: null,
  reasons: [],
  detail: '',
}

const isFinal = ({ code }: Problem) =>
  code === 'printer-refused' || code === 'document-not-drawable'

const isEnded = ({ state }: PrinterJob) =>
  state === 'completed' || state === 'canceled' || state === 'aborted'

function endOf(job: PrinterJob, countIsSure: boolean): Delivered {
  const { state, detail, reasons } = job
  const sidesDone = job.sidesDone === 0 && !countIsSure ? null : job.sidesDone
  // Of a job that came out, 0 sides are the word of a printer that does not count.
  if (state === 'completed')
    return { state, started: true, sidesDone: sidesDone || null, detail: '' }
  const started = sidesDone !== 0
  const why = detail || reasons.join(', ')
  return state === 'canceled' && !reasons.includes('aborted-by-system')
    ? { state, started, sidesDone, detail: why || 'canceled at the printer' }
    : { state: 'failed', started, sidesDone, detail: why || 'the printer gave the job up' }
}

const notPrinted = (state: 'canceled' | 'failed', detail: string): Delivered => ({
  state,
  started: false,
  sidesDone: 0,
  detail,
})

/** For people, and to be found again: the end is this delivery's alone. */
function nameOf({ jobName, jobUuid }: Delivery, attempt: number): string {
  const unique = jobUuid.replace(/^urn:uuid:/, '').slice(0, 13)
  const name = cutBytes(cleanText(jobName, NAME_BYTES), NAME_BYTES) || 'document'
  return `${name} (${unique}${attempt === 1 ? '' : `-${attempt}`})`
}

const STEPS: readonly Step[] = ['creating', 'created', 'sending', 'sent']

function parseRemembered(state: DeliveryState | null): Remembered | null {
  const step = STEPS.find((each) => each === state?.step)
  if (state === null || step === undefined) return null
  return {
    step,
    attempt: typeof state.attempt === 'number' ? state.attempt : 1,
    number: typeof state.number === 'number' ? state.number : null,
  }
}
