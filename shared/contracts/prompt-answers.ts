/** Answers that mean something to the engine, apart from the schema of prompts, so that it needs no schema library. */

export const PROMPT_CHOICES_LIMIT = 50
/** Answers that a job has gathered; as many as a rule set may ask. */
export const ANSWERS_LIMIT = 60

/** Given by nobody: the time of the prompt was over, and the prompt said to go on. */
export const TIMEOUT_ANSWER = 'timeout'
/** What stands as the answer of a `pin:…` prompt once the PIN was right; the PIN itself is kept nowhere. */
export const PIN_VERIFIED = 'verified'
/** Answers of a `confirm` prompt. */
export const CONFIRM_ANSWERS = ['yes', 'no'] as const
