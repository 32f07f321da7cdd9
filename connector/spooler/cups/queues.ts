/** The two queues of a managed printer: the intake that users print to and that never prints, the out queue before the device. */
import {
  INTAKE_DEVICE_SCHEME,
  INTAKE_POLICY,
  OUT_POLICY,
  OUT_SUFFIX,
} from '#shared/contracts/cups-policy.ts'
import { queueName } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Clock } from '../../doors.ts'
import {
  booleanOf,
  type IppAttribute,
  type IppGroup,
  makeAttribute,
  numberOf,
  textOf,
} from '../ipp/message.ts'
import { PRINTER_STATE } from '../ipp/tables.ts'
import {
  deleteQueue,
  fetchPpd,
  fetchQueueAttributes,
  fetchQueues,
  fetchUnfinishedJobs,
  idleState,
  saveQueue,
  stoppedState,
} from './operations.ts'
import { INTAKE_BACKEND_PATH } from './policies.ts'
import { makeIntakePpd } from './ppd.ts'
import { cleanText } from './text.ts'
import type { Transport } from './transport.ts'

/** How CUPS drives the device. */
export type QueueDriver =
  /** CUPS asks the device itself (IPP Everywhere). */
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'ppd'; readonly text: string }
  /** Documents go to the device as they are. */
  | { readonly kind: 'raw' }

export interface QueueSpec {
  readonly name: string
  /** "device-uri" */
  readonly deviceUri: string
  readonly driver: QueueDriver
}

export interface ManagedQueue {
  readonly name: string
  readonly outQueue: string
  readonly deviceUri: string
  /** "printer-make-and-model" */
  readonly model: string
  /** "color-supported"; true when the print system does not tell. */
  readonly color: boolean
  /** What the device does, in the print system's words. */
  readonly state: 'idle' | 'printing' | 'stopped'
}

/** Whoever talks to cupsd about queues. */
export interface QueueAdmin {
  readonly transport: Transport
  readonly clock: Clock
}

const EVERYWHERE_WAIT_MS = 30_000
const EVERYWHERE_POLL_MS = 100
const TEXT_LIMIT = 1_023
/** "printer-type" bits: a class; a queue of another server. */
const CLASS_BIT = 0x1
const REMOTE_BIT = 0x2
const QUEUE_ATTRIBUTES = [
  'printer-name',
  'device-uri',
  'printer-state',
  'printer-type',
  'printer-make-and-model',
  'printer-op-policy',
  'color-supported',
] as const

export const outQueueOf = (name: string) => `${name}${OUT_SUFFIX}`

/** `everywhere` for an IPP device, else `raw`: what fits when nobody says more. */
export function chooseDriver(deviceUri: string): QueueDriver {
  return /^ipps?:/i.test(deviceUri) ? { kind: 'everywhere' } : { kind: 'raw' }
}

/** Makes both queues, or none. Throws `queue-exists`, `spooler-refused` with what is missing. Half a pair from an earlier try is made whole. */
export async function addQueue(
  admin: QueueAdmin,
  spec: QueueSpec,
  signal: AbortSignal,
): Promise<void> {
  checkName(spec.name)
  if ((await fetchQueue(admin, spec.name, signal)) !== null) {
    throw new Problem('queue-exists', `there is a queue \`${spec.name}\` already`)
  }
  const earlier = await fetchQueue(admin, outQueueOf(spec.name), signal)
  if (earlier !== null && textOf(earlier, 'printer-op-policy') !== OUT_POLICY) {
    throw new Problem('queue-exists', `there is a queue \`${outQueueOf(spec.name)}\` already`)
  }
  await savePair(admin, spec, signal)
}

export async function listQueues(
  admin: QueueAdmin,
  signal: AbortSignal,
): Promise<readonly ManagedQueue[]> {
  const queues = await fetchQueues(admin.transport, QUEUE_ATTRIBUTES, signal)
  const byName = new Map(queues.map((queue) => [textOf(queue, 'printer-name') ?? '', queue]))
  return [...byName].flatMap(([name, intake]) => {
    const out = byName.get(outQueueOf(name))
    if (out === undefined || !isIntake(intake)) return []
    return [describeQueue(name, out)]
  })
}

/** Deletes both queues. Throws `queue-unknown`, and `spooler-refused` while jobs wait in them. */
export async function removeQueue(
  admin: QueueAdmin,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const intake = await fetchQueue(admin, name, signal)
  const out = await fetchQueue(admin, outQueueOf(name), signal)
  if (out === null && (intake === null || !isIntake(intake))) throw unknownQueue(name)
  for (const queue of [name, outQueueOf(name)]) {
    const jobs = await fetchUnfinishedJobs(admin.transport, ['job-id'], signal, queue)
    if (jobs.length > 0) {
      throw new Problem('spooler-refused', `${jobs.length} jobs still wait in \`${queue}\``)
    }
  }
  if (intake !== null && isIntake(intake)) await deleteQueue(admin.transport, name, signal)
  await deleteQueue(admin.transport, outQueueOf(name), signal)
}

/**
 * Takes an existing queue under management: a new out queue gets its device and driver, and the queue itself becomes the
 * intake, so that its users see no difference and jobs that wait in it are managed too.
 * Throws `queue-unknown`, `queue-exists` when it is managed already, `spooler-refused` with the reason when it cannot be.
 */
export async function adoptQueue(
  admin: QueueAdmin,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  checkName(name)
  const queue = await fetchQueue(admin, name, signal)
  if (queue === null) throw unknownQueue(name)
  if (isIntake(queue)) throw new Problem('queue-exists', `\`${name}\` is managed already`)
  const deviceUri = textOf(queue, 'device-uri')
  const obstacle = findObstacle(queue, deviceUri)
  if (obstacle !== null) {
    throw new Problem('spooler-refused', `\`${name}\` cannot be adopted: ${obstacle}`)
  }
  const earlier = await fetchQueue(admin, outQueueOf(name), signal)
  if (earlier !== null) {
    throw new Problem('queue-exists', `there is a queue \`${outQueueOf(name)}\` already`)
  }
  const text = await fetchPpd(admin.transport, name, signal)
  const driver: QueueDriver = text === null ? { kind: 'raw' } : { kind: 'ppd', text }
  await savePair(admin, { name, deviceUri: deviceUri ?? '', driver }, signal)
}

function findObstacle(queue: IppGroup, deviceUri: string | undefined): string | null {
  const type = numberOf(queue, 'printer-type') ?? 0
  if ((type & CLASS_BIT) !== 0) return 'it is a class; adopt its members instead'
  if ((type & REMOTE_BIT) !== 0) return 'it belongs to another server; adopt it there'
  if (deviceUri === undefined) return 'the print system does not tell its device'
  if (numberOf(queue, 'printer-state') === PRINTER_STATE.processing) {
    return 'it is printing now; try again when it is idle'
  }
  return null
}

/** Both or none. */
async function savePair(admin: QueueAdmin, spec: QueueSpec, signal: AbortSignal): Promise<void> {
  try {
    const ppd = await saveOutQueue(admin, spec, signal)
    await saveIntake(admin, spec.name, ppd, signal)
  } catch (error) {
    await deleteQueue(admin.transport, outQueueOf(spec.name), signal)
    throw explainRefusal(error)
  }
}

/** cupsd's own words name the directive; ours say what is missing on this machine. */
function explainRefusal(error: unknown): unknown {
  if (!(error instanceof Problem) || error.code !== 'spooler-refused') return error
  const missing = /printer-op-policy/.test(error.detail)
    ? `the policies \`${INTAKE_POLICY}\` and \`${OUT_POLICY}\` are not in cupsd.conf`
    : /device-uri/.test(error.detail)
      ? `CUPS has no backend for the device, or none at ${INTAKE_BACKEND_PATH}`
      : null
  if (missing === null) return error
  return new Problem('spooler-refused', `${missing}; CUPS says: ${error.detail}`, { cause: error })
}

/** Returns the PPD that the queue has in the end; null for a raw one. */
async function saveOutQueue(
  admin: QueueAdmin,
  spec: QueueSpec,
  signal: AbortSignal,
): Promise<string | null> {
  const outQueue = outQueueOf(spec.name)
  const attributes = [
    makeAttribute('device-uri', spec.deviceUri),
    ...commonAttributes(OUT_POLICY),
    idleState(),
  ]
  if (spec.driver.kind !== 'everywhere') {
    const ppd = spec.driver.kind === 'ppd' ? spec.driver.text : null
    await saveQueue(admin.transport, outQueue, attributes, ppd, signal)
    return ppd
  }
  const everywhere = makeAttribute('ppd-name', 'everywhere')
  await saveQueue(admin.transport, outQueue, [everywhere, ...attributes], null, signal)
  return awaitEverywherePpd(admin, outQueue, signal)
}

/** cupsd says yes at once, asks the device in the background, and tells nobody when that failed. */
async function awaitEverywherePpd(
  admin: QueueAdmin,
  outQueue: string,
  signal: AbortSignal,
): Promise<string> {
  const deadlineMs = admin.clock.monotonicMs() + EVERYWHERE_WAIT_MS
  while (admin.clock.monotonicMs() < deadlineMs) {
    const ppd = await fetchPpd(admin.transport, outQueue, signal)
    if (ppd !== null) return ppd
    await admin.clock.sleep(EVERYWHERE_POLL_MS, signal)
  }
  throw new Problem(
    'spooler-refused',
    'CUPS could not make a driver: the device does not answer, or does not speak IPP Everywhere',
  )
}

/** Stopped in the same operation that makes it: there is no moment in which it could print. */
async function saveIntake(
  admin: QueueAdmin,
  name: string,
  outPpd: string | null,
  signal: AbortSignal,
): Promise<void> {
  const attributes = [
    makeAttribute('device-uri', `${INTAKE_DEVICE_SCHEME}:/${encodeURIComponent(name)}`),
    ...commonAttributes(INTAKE_POLICY),
    stoppedState(),
    makeAttribute('printer-state-message', 'Jobs wait here for print management.'),
  ]
  const ppd = outPpd === null ? null : makeIntakePpd(outPpd)
  await saveQueue(admin.transport, name, attributes, ppd, signal)
}

function commonAttributes(policy: string): readonly IppAttribute[] {
  return [
    makeAttribute('printer-op-policy', policy),
    makeAttribute('printer-error-policy', 'retry-job'),
    makeAttribute('printer-is-accepting-jobs', true),
    makeAttribute('printer-is-shared', false),
  ]
}

function fetchQueue(admin: QueueAdmin, name: string, signal: AbortSignal) {
  return fetchQueueAttributes(admin.transport, name, QUEUE_ATTRIBUTES, signal)
}

function isIntake(queue: IppGroup): boolean {
  return (textOf(queue, 'device-uri') ?? '').startsWith(`${INTAKE_DEVICE_SCHEME}:`)
}

function describeQueue(name: string, out: IppGroup): ManagedQueue {
  const state = numberOf(out, 'printer-state')
  return {
    name,
    outQueue: outQueueOf(name),
    deviceUri: cleanText(textOf(out, 'device-uri') ?? '', TEXT_LIMIT),
    model: cleanText(textOf(out, 'printer-make-and-model') ?? '', TEXT_LIMIT),
    color: booleanOf(out, 'color-supported') ?? true,
    state:
      state === PRINTER_STATE.idle
        ? 'idle'
        : state === PRINTER_STATE.processing
          ? 'printing'
          : 'stopped',
  }
}

function checkName(name: string): void {
  if (queueName.safeParse(name).success && !name.endsWith(OUT_SUFFIX)) return
  throw new Problem(
    'request-malformed',
    `\`${cleanText(name, 60)}\` is no name for a managed queue`,
  )
}

const unknownQueue = (name: string) =>
  new Problem('queue-unknown', `there is no managed queue \`${cleanText(name, 60)}\``)
