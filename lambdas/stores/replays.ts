/** Replays: what is asked, how far each slice got, and what it found. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { assert, Problem } from '#shared/contracts/problem.ts'
import type { ReplayMessage } from '#shared/contracts/replay.ts'
import type { RuleSet } from '#shared/contracts/rules.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { numberOrNull, text, textOrNull } from './attributes.ts'
import { loadEnv } from './doors.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { queueClient } from './outbox.ts'
import { loadItem, loadPage, saveItem, saveTogether } from './table.ts'

/** Rules that a replay decides by: a saved version, or a draft that is kept with the replay. */
export interface ReplayRules {
  /** null = a draft, or no rules at all. */
  readonly version: number | null
  readonly document: RuleSet
}

export interface ReplayRecord {
  readonly id: string
  readonly canceled: boolean
  readonly from: string
  readonly to: string
  readonly createdAt: string
  readonly by: string
  readonly currency: string
  readonly slices: number
  readonly slicesDone: number
  readonly jobs: number
  readonly rules: ReplayRules
  /** null = compared with what was decided then. */
  readonly against: ReplayRules | null
}

/** `found` is whatever the worker adds up; the store only keeps it. */
export interface SliceRecord<Found> {
  readonly number: number
  /** Job id to go on after; null = done. */
  readonly cursor: string | null
  readonly version: number
  readonly found: Found
}

/** Figures are of their moment; who wants to keep them copies them. */
const KEPT_SECONDS = 90 * 24 * 3600
const UNPACKED_LIMIT_BYTES = 8 * 1024 * 1024
const QUEUE_BATCH = 10
const TRIES_LIMIT = 3

/** False = it was created before, by the same operation. */
export async function createReplay<Found>(
  tenantId: string,
  replay: ReplayRecord,
  slices: readonly SliceRecord<Found>[],
): Promise<boolean> {
  const { id, rules, against, ...rest } = replay
  const lost = await saveTogether([
    {
      kind: 'put',
      key: keys.replay(tenantId, id),
      item: { ...rest, packed: pack({ rules, against }), expiresAt: endOf(replay) },
      when: [{ is: 'absent' }],
    },
    ...slices.map((slice) => ({
      kind: 'put' as const,
      key: keys.replaySlice(tenantId, id, formatSlice(slice.number)),
      item: { ...makeSliceItem(slice), expiresAt: endOf(replay) },
      when: [],
    })),
  ])
  return lost === null
}

export async function loadReplay(tenantId: string, id: string): Promise<ReplayRecord | null> {
  const item = await loadItem(keys.replay(tenantId, id), 'consistent')
  return item === null ? null : readReplay(item)
}

/** Newest first. */
export async function loadReplayPage(tenantId: string, limit: number, after: string | null) {
  const page = await loadPage({
    partition: partitions.replays(tenantId),
    limit,
    backwards: true,
    after,
  })
  return { items: page.items.map(readReplay), after: page.after }
}

export async function cancelReplay(tenantId: string, id: string): Promise<void> {
  const key = keys.replay(tenantId, id)
  await saveItem({ kind: 'update', key, set: { canceled: true }, when: [{ is: 'present' }] })
}

export async function loadSlice<Found>(
  tenantId: string,
  id: string,
  number: number,
): Promise<SliceRecord<Found> | null> {
  const item = await loadItem(keys.replaySlice(tenantId, id, formatSlice(number)), 'consistent')
  return item === null ? null : readSlice<Found>(item)
}

export async function loadSlices<Found>(
  tenantId: string,
  { id, slices }: ReplayRecord,
): Promise<readonly SliceRecord<Found>[]> {
  const partition = partitions.replaySlices(tenantId, id)
  const page = await loadPage({ partition, limit: slices, backwards: false, consistent: true })
  return page.items.map((item) => readSlice<Found>(item))
}

/** False when somebody else took the same step. */
export async function saveSlice<Found>(
  tenantId: string,
  replay: ReplayRecord,
  before: SliceRecord<Found>,
  step: { readonly cursor: string | null; readonly found: Found; readonly jobs: number },
): Promise<boolean> {
  const slice = { ...before, ...step, version: before.version + 1 }
  const lost = await saveTogether([
    {
      kind: 'put',
      key: keys.replaySlice(tenantId, replay.id, formatSlice(before.number)),
      item: { ...makeSliceItem(slice), expiresAt: endOf(replay) },
      when: [{ is: 'equal', attribute: 'version', value: before.version }],
    },
    {
      kind: 'update',
      key: keys.replay(tenantId, replay.id),
      add: { jobs: BigInt(step.jobs), slicesDone: step.cursor === null ? 1n : 0n },
      when: [{ is: 'present' }],
    },
  ])
  return lost === null
}

/** Throws `too-busy` when the queue does not take all; repeating is harmless. */
export async function sendReplaySteps(messages: readonly ReplayMessage[]): Promise<void> {
  for (let start = 0; start < messages.length; start += QUEUE_BATCH) {
    await sendSome(messages.slice(start, start + QUEUE_BATCH))
  }
}

async function sendSome(messages: readonly ReplayMessage[]): Promise<void> {
  let left = messages
  for (let attempt = 0; attempt < TRIES_LIMIT && left.length > 0; attempt++) {
    const reply = await queueClient.send(
      new SendMessageBatchCommand({
        QueueUrl: loadEnv(ENV.replayQueueUrl),
        Entries: left.map((message, index) => ({
          Id: `${index}`,
          MessageBody: JSON.stringify(message),
        })),
      }),
    )
    const taken = new Set((reply.Successful ?? []).map(({ Id }) => Number(Id)))
    left = left.filter((_, index) => !taken.has(index))
  }
  if (left.length > 0) throw new Problem('too-busy')
}

function readReplay(item: Item): ReplayRecord {
  const { rules, against } = unpack(item.packed) as Pick<ReplayRecord, 'rules' | 'against'>
  return {
    id: text(item, 'sk'),
    canceled: item.canceled === true,
    from: text(item, 'from'),
    to: text(item, 'to'),
    createdAt: text(item, 'createdAt'),
    by: text(item, 'by'),
    currency: text(item, 'currency'),
    slices: numberOrNull(item, 'slices') ?? 0,
    slicesDone: numberOrNull(item, 'slicesDone') ?? 0,
    jobs: numberOrNull(item, 'jobs') ?? 0,
    rules,
    against,
  }
}

function makeSliceItem<Found>({ cursor, version, found }: SliceRecord<Found>): Item {
  return { version, packed: pack(found), ...(cursor === null ? {} : { cursor }) }
}

function readSlice<Found>(item: Item): SliceRecord<Found> {
  return {
    number: Number(text(item, 'sk')),
    cursor: textOrNull(item, 'cursor'),
    version: numberOrNull(item, 'version') ?? 0,
    found: unpack(item.packed) as Found,
  }
}

const formatSlice = (number: number) => String(number).padStart(3, '0')

function endOf({ createdAt }: ReplayRecord): number {
  return Math.floor(Date.parse(createdAt) / 1000) + KEPT_SECONDS
}

/** JSON has no bigint: fields that end in `Minor` are amounts, and are written as text. */
function pack(value: unknown): Uint8Array {
  return deflateRawSync(
    JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? one.toString() : one)),
  )
}

function unpack(packed: unknown): unknown {
  assert(packed instanceof Uint8Array, 'what a replay keeps is packed')
  const bytes = inflateRawSync(packed, { maxOutputLength: UNPACKED_LIMIT_BYTES })
  return JSON.parse(bytes.toString('utf8'), (key, value) =>
    key.endsWith('Minor') && typeof value === 'string' ? BigInt(value) : value,
  )
}
