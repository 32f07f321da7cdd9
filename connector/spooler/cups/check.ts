/** Proves that the queues are what they must be: each finding says what was seen, and what mends it. */
import {
  type CupsIdentity,
  INTAKE_DEVICE_SCHEME,
  INTAKE_POLICY,
  OUT_POLICY,
} from '#shared/contracts/cups-policy.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { booleanOf, type IppGroup, makeAttribute, numberOf, textOf } from '../ipp/message.ts'
import { PRINTER_STATE } from '../ipp/tables.ts'
import {
  cancelJobs,
  createJob,
  fetchPpd,
  fetchQueueAttributes,
  moveJob,
  openSpooledDocument,
  releaseJob,
  validateJob,
} from './operations.ts'
import { CUPSD_SETTINGS } from './policies.ts'
import { parsePpd } from './ppd.ts'
import { outQueueOf } from './queues.ts'
import { cleanText } from './text.ts'
import { makeTransport, type SendOptions, type Transport } from './transport.ts'

export interface QueueFinding {
  /** Stable, for programs: `office intake-stopped`. */
  readonly name: string
  readonly ok: boolean
  /** What was seen. */
  readonly detail: string
  /** What to do; empty when it is well. */
  readonly cure: string
}

export interface CheckQueuesOptions {
  readonly socketPath: string
  readonly user: string
  readonly queues: readonly string[]
  readonly identity: CupsIdentity
  readonly signal: AbortSignal
}

const QUEUE_ATTRIBUTES = [
  'device-uri',
  'printer-state',
  'printer-op-policy',
  'printer-is-accepting-jobs',
]
const CUPSD_CONF_PATH = '/admin/conf/cupsd.conf'
const SHOWN_LIMIT = 200
const PROBE_NAME = 'print management check'

/** Never throws for what it finds; a print system that is away is a finding too. */
export async function checkQueues(options: CheckQueuesOptions): Promise<readonly QueueFinding[]> {
  const transport = makeTransport(options)
  try {
    const findings: QueueFinding[] = []
    for (const queue of options.queues)
      findings.push(...(await checkQueue(transport, queue, options)))
    findings.push(...(await checkSettings(transport, options.signal)))
    return findings
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [
      bad(
        'print-system',
        `the print system does not answer as it should: ${error.detail}`,
        `Make sure that cupsd runs and that \`${options.socketPath}\` is its socket.`,
      ),
    ]
  } finally {
    transport.close()
  }
}

async function checkQueue(
  transport: Transport,
  queue: string,
  options: CheckQueuesOptions,
): Promise<readonly QueueFinding[]> {
  const { signal } = options
  const outQueue = outQueueOf(queue)
  const intake = await fetchQueueAttributes(transport, queue, QUEUE_ATTRIBUTES, signal)
  const out = await fetchQueueAttributes(transport, outQueue, QUEUE_ATTRIBUTES, signal)
  if (intake === null || out === null) {
    return [
      bad(
        `${queue} exists`,
        `there is no queue \`${intake === null ? queue : outQueue}\``,
        `Run \`spoolgate-connector queues add ${queue} --device URI\`.`,
      ),
    ]
  }
  return [
    good(`${queue} exists`, 'both queues are there'),
    ...checkIntake(queue, intake),
    ...checkOut(outQueue, out),
    await checkSeveralDocuments(transport, queue, signal),
    ...(await checkPolicies(transport, queue, options)),
  ]
}

function checkIntake(queue: string, intake: IppGroup): readonly QueueFinding[] {
  const device = shown(textOf(intake, 'device-uri'))
  return [
    verdict(
      `${queue} intake-stopped`,
      numberOf(intake, 'printer-state') === PRINTER_STATE.stopped,
      'the intake is stopped',
      'the intake is running',
      `Run \`cupsdisable ${queue}\`: a running intake gives jobs to its device.`,
    ),
    verdict(
      `${queue} intake-device`,
      device.startsWith(`${INTAKE_DEVICE_SCHEME}:`),
      `its device is \`${device}\``,
      `its device is \`${device}\`, which can print`,
      `Run \`lpadmin -p ${queue} -v ${INTAKE_DEVICE_SCHEME}:/${queue}\`.`,
    ),
    checkPolicyName(queue, intake, INTAKE_POLICY),
    checkAccepting(queue, intake),
  ]
}

function checkOut(outQueue: string, out: IppGroup): readonly QueueFinding[] {
  return [
    checkPolicyName(outQueue, out, OUT_POLICY),
    checkAccepting(outQueue, out),
    verdict(
      `${outQueue} running`,
      numberOf(out, 'printer-state') !== PRINTER_STATE.stopped,
      'it prints what is released',
      'it is stopped: released jobs wait',
      `Mend the device, then run \`cupsenable ${outQueue}\`.`,
    ),
  ]
}

function checkPolicyName(queue: string, attributes: IppGroup, expected: string): QueueFinding {
  const policy = shown(textOf(attributes, 'printer-op-policy'))
  return verdict(
    `${queue} policy`,
    policy === expected,
    `its policy is \`${policy}\``,
    `its policy is \`${policy}\``,
    `Run \`lpadmin -p ${queue} -o printer-op-policy=${expected}\`.`,
  )
}

function checkAccepting(queue: string, attributes: IppGroup): QueueFinding {
  return verdict(
    `${queue} accepting`,
    booleanOf(attributes, 'printer-is-accepting-jobs') !== false,
    'it takes jobs',
    'it refuses jobs',
    `Run \`cupsaccept ${queue}\`.`,
  )
}

/** Not a fault: jobs of several documents are refused with a reason then. */
async function checkSeveralDocuments(
  transport: Transport,
  queue: string,
  signal: AbortSignal,
): Promise<QueueFinding> {
  const ppd = await fetchPpd(transport, outQueueOf(queue), signal)
  const prints = ppd !== null && parsePpd(ppd).printsSeveralDocuments
  return good(
    `${queue} several-documents`,
    prints
      ? 'jobs of several documents print whole'
      : 'jobs of several documents may lose some at this device, so they are not printed',
  )
}

/**
 * A name is no proof that a policy is what it should be: tries, without credentials, what nobody but the connector may.
 * The probe job has no document, so it could not print even if everything were open.
 */
async function checkPolicies(
  transport: Transport,
  queue: string,
  options: CheckQueuesOptions,
): Promise<readonly QueueFinding[]> {
  try {
    const asksForCredentials = await isRefused(
      validateJob(transport, queue, { signal: options.signal, anonymous: true }),
    )
    const open = await tryWithoutCredentials(transport, queue, options)
    return [
      verdict(
        `${queue} policies-in-force`,
        open.length === 0,
        'only the connector may release, read and move jobs',
        `anybody may ${open.join(', ')}`,
        'Put the policies of the manual into cupsd.conf and restart cupsd.',
      ),
      checkIdentity(queue, asksForCredentials, options.identity),
    ]
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'spooler-answer-unreadable') throw error
    return [
      bad(
        `${queue} policies-in-force`,
        `it could not be tried: ${error.detail}`,
        'Mend the other findings first, then check again.',
      ),
    ]
  }
}

/** What somebody without any credential may do. */
async function tryWithoutCredentials(
  transport: Transport,
  queue: string,
  options: CheckQueuesOptions,
): Promise<readonly string[]> {
  const { signal, user } = options
  const outQueue = outQueueOf(queue)
  const anonymous = { signal, anonymous: true }
  const hold = [makeAttribute('job-hold-until', 'indefinite')]
  const number = await createJob(transport, queue, user, PROBE_NAME, hold, { signal })
  const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['print past the intake', () => validateJob(transport, outQueue, anonymous)],
    ['release a job', () => releaseJob(transport, number, anonymous)],
    ['read a document', () => readProbe(transport, number, anonymous)],
    ['move a job', () => moveJob(transport, number, outQueue, anonymous)],
  ]
  try {
    const open: string[] = []
    for (const [what, attempt] of attempts) {
      if (!(await isRefused(attempt()))) open.push(what)
    }
    return open
  } finally {
    await cancelProbe(transport, queue, number, signal)
  }
}

async function readProbe(
  transport: Transport,
  number: number,
  options: SendOptions,
): Promise<void> {
  const document = await openSpooledDocument(transport, number, 1, options)
  document?.destroy()
}

function checkIdentity(
  queue: string,
  asksForCredentials: boolean,
  identity: CupsIdentity,
): QueueFinding {
  return verdict(
    `${queue} identity`,
    asksForCredentials === (identity === 'authenticated'),
    identity === 'authenticated'
      ? 'user names are proved by the print system'
      : 'user names are claimed, as this site is set up',
    asksForCredentials
      ? 'the print system asks for credentials, but this site is set up for claimed names'
      : 'anybody may print under any name, but this site is set up for proved names',
    "Put the policies for this site's identity mode into cupsd.conf and restart cupsd.",
  )
}

/** It may have been moved, if anybody may move jobs. */
async function cancelProbe(
  transport: Transport,
  queue: string,
  number: number,
  signal: AbortSignal,
): Promise<void> {
  for (const each of [queue, outQueueOf(queue)]) {
    try {
      if ((await cancelJobs(transport, each, [number], { signal })) === 'done') return
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    }
  }
}

/** True when cupsd said no for want of rights; anything else means that it would have done it. */
async function isRefused(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt
    return false
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code !== 'spooler-refused') throw error
    return /HTTP 40[13]|not-auth|forbidden/.test(error.detail)
  }
}

/** Only where the connector may read cupsd.conf; elsewhere nothing is claimed. */
async function checkSettings(
  transport: Transport,
  signal: AbortSignal,
): Promise<readonly QueueFinding[]> {
  const text = await transport.fetchText(CUPSD_CONF_PATH, signal)
  if (text === null) {
    return [good('cupsd-settings', 'cupsd.conf is not shown to the connector; not checked')]
  }
  return CUPSD_SETTINGS.map(({ name, value, why }) => {
    const found = new RegExp(`^[ \\t]*${name}[ \\t]+(\\S+)`, 'im').exec(text)?.[1]
    return verdict(
      `cupsd-settings ${name}`,
      found?.toLowerCase() === value.toLowerCase(),
      `${name} is ${value}`,
      `${name} is ${found === undefined ? 'not set' : shown(found)}`,
      `Put \`${name} ${value}\` into cupsd.conf and restart cupsd: ${why}.`,
    )
  })
}

const shown = (text: string | undefined) => cleanText(text ?? 'unknown', SHOWN_LIMIT)

function verdict(
  name: string,
  ok: boolean,
  whenGood: string,
  whenBad: string,
  cure: string,
): QueueFinding {
  return ok ? good(name, whenGood) : bad(name, whenBad, cure)
}

const good = (name: string, detail: string): QueueFinding => ({ name, ok: true, detail, cure: '' })
const bad = (name: string, detail: string, cure: string): QueueFinding => ({
  name,
  ok: false,
  detail,
  cure,
})
