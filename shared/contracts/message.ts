/** What a person is told about an own job, beside the job itself. */
import * as z from 'zod'
import { jobId } from './ids.ts'

/** How long messages are kept. */
export const MESSAGE_DAYS = 14

export const myMessage = z
  .object({
    jobId,
    documentName: z.string(),
    printer: z.string(),
    /** Warnings and notes of the rules that the job met. */
    texts: z.array(z.string()),
    at: z.iso.datetime(),
  })
  .meta({ id: 'MyMessage' })
export type MyMessage = z.infer<typeof myMessage>
