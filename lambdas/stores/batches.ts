/** Batches: how far each got, what it works on, and the queue that keeps them going. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import type { Batch, BatchKind, BatchMessage } from '#shared/contracts/batch.ts'
import { assert, Problem } from '#shared/contracts/problem.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { numberOrNull, text, textOrNull } from './attributes.ts'
import { loadEnv } from './doors.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { queueClient } from './outbox.ts'
import { loadItem, loadPage, saveItem } from './table.ts'

export interface BatchRecord extends Batch {
  readonly kind: BatchKind
  /** What it is to do; the kind says in which shape. */
  readonly work: Readonly<Record<string, string | number>>
  /** Where the next step begins; null = at the beginning. */
  readonly cursor: string | null
  /** Raised by every step, so a step that was overtaken does not write its result. */
  readonly version: number
  readonly touchedMs: number
}

export interface BatchProgress {
  /** null = there is nothing left to do. */
  readonly cursor: string | null
  readonly done: number
  readonly failures: readonly { readonly username: string; readonly code: string }[]
}

/** Named failures of one batch; all are counted. */
const FAILURES_LIMIT = 50
/** A part of an import, unpacked. */
const PART_LIMIT_BYTES = 8 * 1024 * 1024

function readBatch(item: Item): BatchRecord {
  return {
    id: text(item, 'sk'),
    kind: text(item, 'kind') as BatchKind,
    state: text(item, 'state') as Batch['state'],
    work: item.work as BatchRecord['work'],
    cursor: textOrNull(item, 'cursor'),
    done: numberOrNull(item, 'done') ?? 0,
    failed: numberOrNull(item, 'failed') ?? 0,
    failures: item.failures as Batch['failures'],
    createdAt: text(item, 'createdAt'),
    endedAt: textOrNull(item, 'endedAt'),
    by: text(item, 'by'),
    version: numberOrNull(item, 'version') ?? 0,
    touchedMs: numberOrNull(item, 'touchedMs') ?? 0,
  }
}

export async function loadBatch(tenantId: string, id: string): Promise<BatchRecord | null> {
  const item = await loadItem(keys.batch(tenantId, id), 'consistent')
  return item === null ? null : readBatch(item)
}

export async function loadBatchPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.batches(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readBatch), after: page.after }
}

/** The stored batch; the one that was first when the id is taken. */
export async function createBatch(
  tenantId: string,
  batch: Pick<BatchRecord, 'id' | 'kind' | 'work' | 'createdAt' | 'by'>,
  nowMs: number,
): Promise<BatchRecord> {
  const { id, ...rest } = batch
  const fresh = { state: 'running' as const, done: 0, failed: 0, failures: [], version: 1 }
  const lost = await saveItem({
    kind: 'put',
    key: keys.batch(tenantId, id),
    item: { ...rest, ...fresh, touchedMs: nowMs },
    when: [{ is: 'absent' }],
  })
  const found = lost?.found[0]
  if (found) return readBatch(found)
  return { ...batch, ...fresh, cursor: null, endedAt: null, touchedMs: nowMs }
}

/** What a step came to; null when another step was quicker. */
export async function saveProgress(
  tenantId: string,
  batch: BatchRecord,
  progress: BatchProgress,
  now: { readonly ms: number; readonly text: string },
): Promise<BatchRecord | null> {
  const next = {
    state: progress.cursor === null ? ('done' as const) : ('running' as const),
    cursor: progress.cursor,
    done: batch.done + progress.done,
    failed: batch.failed + progress.failures.length,
    failures: [...batch.failures, ...progress.failures].slice(0, FAILURES_LIMIT),
    endedAt: progress.cursor === null ? now.text : null,
    version: batch.version + 1,
    touchedMs: now.ms,
  }
  const lost = await saveItem({
    kind: 'update',
    key: keys.batch(tenantId, batch.id),
    set: next,
    when: [{ is: 'equal', attribute: 'version', value: batch.version }],
  })
  return lost === null ? { ...batch, ...next } : null
}

/** Throws `too-busy` when the queue does not take it. */
export async function sendBatch(message: BatchMessage): Promise<void> {
  const reply = await queueClient.send(
    new SendMessageBatchCommand({
      QueueUrl: loadEnv(ENV.batchQueueUrl),
      Entries: [{ Id: '0', MessageBody: JSON.stringify(message) }],
    }),
  )
  if ((reply.Successful ?? []).length !== 1) throw new Problem('too-busy')
}

export async function saveBatchPart(
  tenantId: string,
  id: string,
  number: number,
  part: unknown,
  expiresAt: number,
): Promise<void> {
  await saveItem({
    kind: 'put',
    key: keys.batchPart(tenantId, id, number),
    item: { packed: deflateRawSync(JSON.stringify(part)), expiresAt },
    when: [],
  })
}

export async function loadBatchPart(
  tenantId: string,
  id: string,
  number: number,
): Promise<unknown> {
  const item = await loadItem(keys.batchPart(tenantId, id, number), 'consistent')
  if (item === null) return null
  assert(item.packed instanceof Uint8Array, 'a part of a batch is packed')
  const bytes = inflateRawSync(item.packed, { maxOutputLength: PART_LIMIT_BYTES })
  return JSON.parse(bytes.toString('utf8'))
}
