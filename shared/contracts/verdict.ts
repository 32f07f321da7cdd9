/** What a decision may say of a job. */
import * as z from 'zod'

/** In order of rank, highest first: of all that the steps of a decision say, the highest is the verdict. */
export const VERDICTS = ['refuse', 'ask', 'hold', 'redirect', 'release'] as const
export const verdict = z.enum(VERDICTS)
export type Verdict = z.infer<typeof verdict>
