/** A job as it stands in the queue's log: each record is the whole job as of then, so the last one wins. */
import * as z from 'zod'
import { jobChanges } from '#shared/contracts/decision.ts'
import { queueName } from '#shared/contracts/ids.ts'
import { DOCUMENT_NAME_LIMIT } from '#shared/contracts/job-facts.ts'
import { makeDecoder } from '../ipp/decode.ts'
import { encode } from '../ipp/encode.ts'
import type { IppAttribute, IppGroup } from '../ipp/message.ts'
import { GROUP } from '../ipp/tables.ts'
import { MESSAGE_LIMIT, NAME_LIMIT } from './limits.ts'

export const JOB_STEPS = [
  /** Its documents are still to come. */
  'incoming',
  /** Complete, and sealed from that moment: only a decision moves it. */
  'held',
  /** Decided: it waits for the printer, or prints. */
  'released',
  'completed',
  'canceled',
  'aborted',
] as const

export const storedJob = z.object({
  /** "job-id" */
  number: z.int().positive(),
  /** "job-uuid", `urn:uuid:…` */
  uuid: z.string().max(64),
  queue: queueName,
  step: z.enum(JOB_STEPS),
  /** Who prints, as the queue knows it. */
  userName: z.string().max(NAME_LIMIT),
  /** Sent under two different names. */
  forged: z.boolean(),
  /** Where the job came from; only from there may documents be added. */
  address: z.string().max(64),
  name: z.string().max(DOCUMENT_NAME_LIMIT),
  /** What was asked for and is supported, as IPP (base64). */
  template: z.string(),
  /** File name in the store, bytes, and what the client says it is. */
  document: z
    .object({ file: z.string().max(64), bytes: z.int().min(0), format: z.string().max(255) })
    .nullable(),
  createdMs: z.number(),
  /** First handed to the printer. */
  startedMs: z.number().nullable(),
  endedMs: z.number().nullable(),
  /** "job-state-reasons" besides those that follow from the step. */
  reasons: z.array(z.string().max(NAME_LIMIT)).max(20).readonly(),
  /** "job-state-message": for the user. */
  message: z.string().max(MESSAGE_LIMIT),
  sidesDone: z.int().min(0).nullable(),
  changes: jobChanges,
  /** The queue whose printer prints it; null = its own. */
  printsOn: queueName.nullable().default(null),
  /** What the device remembered last. */
  delivery: z
    .record(z.string().max(100), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .nullable(),
})
export type StoredJob = z.infer<typeof storedJob>

export const spoolRecord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('JOB'), job: storedJob }),
  /** Fell out of the history. */
  z.object({ type: z.literal('FORGOTTEN'), number: z.int().positive() }),
  /** No number below is given away again. */
  z.object({ type: z.literal('NEXT'), number: z.int().positive() }),
])
export type SpoolRecord = z.infer<typeof spoolRecord>

export function hasEnded({ step }: Pick<StoredJob, 'step'>): boolean {
  return step === 'completed' || step === 'canceled' || step === 'aborted'
}

export function packTemplate(attributes: readonly IppAttribute[]): string {
  const groups = [{ tag: GROUP.job, attributes }]
  return Buffer.from(encode({ version: 0x0200, code: 0, requestId: 1, groups })).toString('base64')
}

/** What was asked for, as one group; empty when the disk lost it. */
export function unpackTemplate(template: string): IppGroup {
  const empty = { tag: GROUP.job, attributes: [] }
  try {
    return makeDecoder().push(Buffer.from(template, 'base64'))?.message.groups[0] ?? empty
  } catch {
    return empty
  }
}
