/** The connector's lasting state beside the journal: who it is, its key, its queues, its clock's offset. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { connectorId, printerId, queueName, siteId, slug, tenantId } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { loadFile, saveFile } from './atomic-file.ts'

const identity = z.object({
  apiUrl: z.url(),
  tenantId,
  siteId,
  siteSlug: slug,
  connectorId,
  name: z.string().min(1).max(100),
  enrolledAt: z.iso.datetime(),
})
/** What enrolling brought. */
export type Identity = z.infer<typeof identity>

const managedQueue = z.object({
  queue: queueName,
  /** The queue behind it that only the connector may use. */
  outQueue: queueName,
  deviceUri: z.string().min(1).max(1_000),
  /** `address`: by the machine's address, or else proved; of the built-in queue only. */
  identity: z.enum(['claimed', 'authenticated', 'address']),
  /** null = the system's CUPS. */
  cupsSocket: z.string().max(1_000).nullable(),
  printerId,
  /** Which print system it is in; lists from before there was a choice hold CUPS queues. */
  spooler: z.enum(['cups', 'ipp-queue']).default('cups'),
})
export type ManagedQueue = z.infer<typeof managedQueue>
const managedQueues = z.array(managedQueue).max(1_000)

const ippQueueSettings = z.object({
  host: z.union([z.ipv4(), z.ipv6()]),
  port: z.int().min(1).max(65_535),
  /** Whether clients on the network are told by multicast that the queues are there. */
  advertise: z.boolean(),
})
/** Where the built-in queue listens. */
export type IppQueueSettings = z.infer<typeof ippQueueSettings>

const clockOffset = z.object({ offsetMs: z.number() })

export const statePaths = (folder: string) => ({
  identity: join(folder, 'connector.json'),
  deviceKey: join(folder, 'device-key.pem'),
  queues: join(folder, 'queues.json'),
  ippQueue: join(folder, 'ipp-queue.json'),
  ippQueueFolder: join(folder, 'ipp-queue'),
  clock: join(folder, 'clock.json'),
  status: join(folder, 'status.json'),
  deadLetters: join(folder, 'dead-letters.jsonl'),
  journal: join(folder, 'journal'),
})

/** null = not enrolled. Throws `state-unreadable`. */
export function loadIdentity(folder: string): Promise<Identity | null> {
  return loadJson(statePaths(folder).identity, identity)
}

export function saveIdentity(folder: string, value: Identity): Promise<void> {
  return saveJson(statePaths(folder).identity, value)
}

/** Throws `not-enrolled` or `state-unreadable`. */
export async function loadEnrolled(folder: string): Promise<Identity & { key: KeyObject }> {
  const who = await loadIdentity(folder)
  const key = await loadDeviceKey(folder)
  if (who === null || key === null) {
    throw new Problem('not-enrolled', `there is no enrolled connector in \`${folder}\``)
  }
  return { ...who, key }
}

/** Throws `state-unreadable`. */
export async function loadQueues(folder: string): Promise<ManagedQueue[]> {
  return (await loadJson(statePaths(folder).queues, managedQueues)) ?? []
}

export function saveQueues(folder: string, queues: readonly ManagedQueue[]): Promise<void> {
  return saveJson(statePaths(folder).queues, queues)
}

/** null = there is no built-in queue yet. Throws `state-unreadable`. */
export function loadIppQueueSettings(folder: string): Promise<IppQueueSettings | null> {
  return loadJson(statePaths(folder).ippQueue, ippQueueSettings)
}

export function saveIppQueueSettings(folder: string, value: IppQueueSettings): Promise<void> {
  return saveJson(statePaths(folder).ippQueue, value)
}

/** How far the cloud's clock is ahead of ours. */
export async function loadClockOffset(folder: string): Promise<number> {
  return (await loadJson(statePaths(folder).clock, clockOffset))?.offsetMs ?? 0
}

export function saveClockOffset(folder: string, offsetMs: number): Promise<void> {
  return saveJson(statePaths(folder).clock, { offsetMs })
}

/** The Ed25519 private key, or null. Throws `state-unreadable`. */
export async function loadDeviceKey(folder: string): Promise<KeyObject | null> {
  const path = statePaths(folder).deviceKey
  const pem = await loadFile(path)
  if (pem === null) return null
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Said below; the cause would show bytes of the key.
  }
  throw new Problem('state-unreadable', `\`${path}\` is not an Ed25519 private key`)
}

/** Made on this device, stored before anybody hears of it; the second call returns the first key. */
export async function ensureDeviceKey(folder: string): Promise<KeyObject> {
  const found = await loadDeviceKey(folder)
  if (found !== null) return found
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  await saveFile(statePaths(folder).deviceKey, pem, 0o600)
  return privateKey
}

/** Raw public key, base64url (RFC 8037, "x"). */
export function publicKeyText(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (x === undefined) throw new Error('fault: an Ed25519 key has an x')
  return x
}

async function loadJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  const text = await loadFile(path)
  if (text === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Problem('state-unreadable', `\`${path}\` is not JSON`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path: at, message }) => ({
    path: `/${at.join('/')}`,
    message,
  }))
  const first = fields[0]
  throw new Problem(
    'state-unreadable',
    `\`${path}\` does not fit at \`${first?.path}\`: ${first?.message}`,
    { fields },
  )
}

function saveJson(path: string, value: unknown): Promise<void> {
  return saveFile(path, `${JSON.stringify(value, null, 2)}\n`)
}
