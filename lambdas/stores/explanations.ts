/** Why a job was decided as it was: facts and trace, packed so that an ordinary job costs one write unit. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { DecisionTrace } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { assert } from '#shared/contracts/problem.ts'
import type { Put } from './expressions.ts'
import { keys } from './keys.ts'
import { loadItem } from './table.ts'

export interface Explanation {
  readonly facts: JobFacts
  readonly trace: DecisionTrace
}

/** Far above what the contracts allow; a bound for unpacking. */
const UNPACKED_LIMIT_BYTES = 1024 * 1024

export function makeExplanationRow(tenantId: string, jobId: string, explanation: Explanation): Put {
  return {
    kind: 'put',
    key: keys.explanation(tenantId, jobId),
    item: { packed: deflateRawSync(JSON.stringify(explanation)) },
    // The job's own condition decides; jobs and explanations are only ever written together.
    when: [],
  }
}

export async function loadExplanation(
  tenantId: string,
  jobId: string,
): Promise<Explanation | null> {
  const item = await loadItem(keys.explanation(tenantId, jobId), 'consistent')
  if (item === null) return null
  const packed = item.packed
  assert(packed instanceof Uint8Array, 'an explanation is packed')
  const text = inflateRawSync(packed, { maxOutputLength: UNPACKED_LIMIT_BYTES }).toString('utf8')
  return JSON.parse(text) as Explanation
}
