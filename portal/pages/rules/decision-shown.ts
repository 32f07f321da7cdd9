/** A decision as `rules:try` answers it, and as the engine in the browser is made to answer. */
import type { ApiReply } from '../../api.ts'

export type DecisionShown = ApiReply<'tryRules'>
