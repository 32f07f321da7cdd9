/** A question to the person who prints: the job waits, sealed and unpaid, until it is answered or its time is over. */
import * as z from 'zod'
import { PROMPT_CHOICES_LIMIT } from './prompt-answers.ts'

export {
  ANSWERS_LIMIT,
  CONFIRM_ANSWERS,
  PIN_VERIFIED,
  PROMPT_CHOICES_LIMIT,
  TIMEOUT_ANSWER,
} from './prompt-answers.ts'

export const PROMPT_TEXT_LIMIT = 500
export const PROMPT_SECONDS_LIMIT = 3_600

export const PROMPT_KINDS = ['confirm', 'choice', 'account', 'pin'] as const

/** `rule:<id of the rule>`, `account`, or `pin:<id of the account>`: the same question has the same id in every decision. */
export const promptId = z
  .string()
  .max(200)
  .regex(/^(rule:|pin:|account$)/)

export const prompt = z
  .object({
    id: promptId,
    kind: z.enum(PROMPT_KINDS),
    text: z.string().max(PROMPT_TEXT_LIMIT),
    /** What may be answered; of a `pin` prompt nothing, its answer is the PIN. */
    choices: z
      .array(z.object({ value: z.string().max(200), label: z.string().max(200) }))
      .max(PROMPT_CHOICES_LIMIT),
    timeoutSeconds: z.int().min(5).max(PROMPT_SECONDS_LIMIT),
    /** What happens then: `refuse`, `continue` (the answer is `timeout`), or the value that is answered. */
    onTimeout: z.string().max(200),
  })
  .meta({ id: 'Prompt', description: 'a question to the person who prints' })
export type Prompt = z.infer<typeof prompt>
