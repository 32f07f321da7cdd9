/** What a person may do with a job that waits: let it go, delete it, answer its question. */
import * as z from 'zod'
import { COPIES_LIMIT } from './findings.ts'
import { jobId } from './ids.ts'
import { amountText, currencyCode } from './money.ts'
import { prompt, promptId } from './prompt.ts'

export const release = z
  .object({
    /** Set to print gray; a job cannot be given color that it does not have. */
    grayscale: z.literal(true).optional(),
    duplex: z.boolean().optional(),
    copies: z.int().min(1).max(COPIES_LIMIT).optional(),
  })
  .strict()
  .meta({ id: 'Release', description: 'how a held job is to print; nothing = as decided' })
export type Release = z.infer<typeof release>

export const cancellation = z
  .object({ message: z.string().max(200).default('') })
  .strict()
  .meta({ id: 'Cancellation', description: 'what the user is to read; empty = a plain sentence' })

export const myPrompt = z
  .object({
    jobId,
    documentName: z.string(),
    printer: z.string(),
    pages: z.int().nullable(),
    cost: amountText.nullable(),
    currency: currencyCode,
    prompt,
    askedAt: z.iso.datetime(),
    /** From then on the answer is what the prompt says for this case. */
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'MyPrompt' })
export type MyPrompt = z.infer<typeof myPrompt>

export const promptAnswer = z
  .object({
    /** The question that is answered: an answer to an older one is refused. */
    prompt: promptId,
    /** One of the choices' values; of a `pin` prompt the PIN. */
    answer: z.string().min(1).max(200),
  })
  .strict()
  .meta({ id: 'PromptAnswer' })
