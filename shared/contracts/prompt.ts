/** A question to the person who prints: the job waits, sealed and unpaid, until it is answered or its time is over. */
import * as z from 'zod'

export const PROMPT_TEXT_LIMIT = 500
export const PROMPT_CHOICES_LIMIT = 50
export const PROMPT_SECONDS_LIMIT = 3_600
/** Answers that a job has gathered; as many as a rule set may ask. */
export const ANSWERS_LIMIT = 60

/** Given by nobody: the time of the prompt was over, and the prompt said to go on. */
export const TIMEOUT_ANSWER = 'timeout'
/** What stands as the answer of a `pin:…` prompt once the PIN was right; the PIN itself is kept nowhere. */
export const PIN_VERIFIED = 'verified'
/** Answers of a `confirm` prompt. */
export const CONFIRM_ANSWERS = ['yes', 'no'] as const

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
