/** Why a job was decided as it was: all that was looked at and the trace, packed so that an ordinary job costs one write unit. */
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Decision, DecisionInput } from '#shared/contracts/decision.ts'
import { assert } from '#shared/contracts/problem.ts'
import { numberOrNull } from './attributes.ts'
import { DICTIONARIES, NEWEST_DICTIONARY } from './explanation-dictionary.ts'
import type { Item, Put } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { isKept } from './retention.ts'
import { loadItem, loadPage } from './table.ts'

/** The whole input; of the rules the version alone, because its document never changes. */
export type ExplainedInput = Omit<DecisionInput, 'rules'> & { readonly rules: number | null }

export interface Explanation {
  readonly input: ExplainedInput
  /** JSON of the trace as it was made, byte for byte. */
  readonly trace: string
  /** Of the whole decision; hex, cut. */
  readonly decisionHash: string
}

/** Far above what the contracts allow; a bound for unpacking. */
const UNPACKED_LIMIT_BYTES = 2 * 1024 * 1024
const HASH_DIGITS = 16

export function makeExplanation(input: DecisionInput, decision: Decision): Explanation {
  return {
    input: { ...input, rules: input.rules?.version ?? null },
    trace: JSON.stringify(decision.trace),
    decisionHash: hashDecision(decision),
  }
}

/** Two decisions with one hash are the same to the last byte. */
export function hashDecision(decision: Decision): string {
  return createHash('sha256').update(stringify(decision)).digest('hex').slice(0, HASH_DIGITS)
}

/** `expiresAt`: seconds since 1970; absent = kept for ever. */
export function makeExplanationRow(
  tenantId: string,
  jobId: string,
  explanation: Explanation,
  expiresAt?: number,
): Put {
  const { input, trace, decisionHash } = explanation
  const text = `${stringify(input)}\n${trace}\n${decisionHash}`
  const dictionary = DICTIONARIES[NEWEST_DICTIONARY]
  return {
    kind: 'put',
    key: keys.explanation(tenantId, jobId),
    item: {
      packed: deflateRawSync(text, { level: 9, memLevel: 9, dictionary }),
      dictionary: NEWEST_DICTIONARY,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
    // The job's own condition decides; jobs and explanations are only ever written together.
    when: [],
  }
}

export async function loadExplanation(
  tenantId: string,
  jobId: string,
  nowMs: number,
): Promise<Explanation | null> {
  const item = await loadItem(keys.explanation(tenantId, jobId), 'consistent')
  return item !== null && isKept(item, nowMs) ? readExplanation(item) : null
}

/** Explanations of the jobs whose ids are above `after` and below `below`, oldest first. */
export async function loadExplanationPage(
  tenantId: string,
  range: { readonly after: string; readonly below: string; readonly limit: number },
  nowMs: number,
): Promise<{ items: readonly Explanation[]; after: string | null }> {
  const partition = partitions.explanations(tenantId)
  const page = await loadPage({ partition, backwards: false, ...range })
  const kept = page.items.filter((item) => isKept(item, nowMs))
  return { items: kept.map(readExplanation), after: page.after }
}

export function readExplanation(item: Item): Explanation {
  const { packed } = item
  assert(packed instanceof Uint8Array, 'an explanation is packed')
  const dictionary = DICTIONARIES[numberOrNull(item, 'dictionary') ?? NEWEST_DICTIONARY]
  assert(dictionary, 'dictionaries are never taken away')
  const maxOutputLength = UNPACKED_LIMIT_BYTES
  const text = inflateRawSync(packed, { dictionary, maxOutputLength }).toString('utf8')
  const [input = '', trace = '', decisionHash = ''] = text.split('\n')
  return { input: JSON.parse(input, readMinor) as ExplainedInput, trace, decisionHash }
}

/** JSON has no bigint: fields that end in `Minor` are amounts, and are written as text. */
function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? one.toString() : one))
}

function readMinor(key: string, value: unknown): unknown {
  return key.endsWith('Minor') && typeof value === 'string' ? BigInt(value) : value
}
