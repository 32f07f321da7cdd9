/** One step of a slice: a bounded number of past jobs, each decided by its own rules, by those of before and by those of after. */
import type { Decision, DecisionInput } from '#shared/contracts/decision.ts'
import type { RuleSet } from '#shared/contracts/rules.ts'
import { decide } from '#shared/decision/decide.ts'
import { needsOf } from '#shared/decision/rule-needs.ts'
import { TOOLS } from '../../http/decide-job.ts'
import { addJob, type ReplayFindings } from '../../http/replays/findings.ts'
import { sliceStart } from '../../http/replays/replay-rules.ts'
import { addNamed, loadNamed, type Named } from '../../http/rules/load-named.ts'
import { type Explanation, hashDecision, loadExplanationPage } from '../../stores/explanations.ts'
import type { ReplayRecord, ReplayRules, SliceRecord } from '../../stores/replays.ts'
import { loadRuleSet } from '../../stores/rules.ts'

/** Jobs in one step: well within the function's time, and often enough for a bar that moves. */
const STEP_JOBS = 2_000
const PAGE_LENGTH = 250
/** Pages of forgotten jobs bring nothing to count, and must not keep a step going either. */
const STEP_PAGES = 40
/** A draft has no version of its own. */
const DRAFT_VERSION = 0

export interface ReplayStep {
  readonly cursor: string | null
  readonly found: ReplayFindings
  readonly jobs: number
}

/** `slice.found` is added to; memory is that of two pages. */
export async function replaySlice(
  tenantId: string,
  replay: ReplayRecord,
  slice: SliceRecord<ReplayFindings> & { readonly cursor: string },
  nowMs: number,
): Promise<ReplayStep> {
  const below = sliceStart(replay, slice.number + 1)
  const [after, before] = await Promise.all([
    loadSide(tenantId, replay.rules),
    replay.against === null ? null : loadSide(tenantId, replay.against),
  ])
  const { found } = slice
  const load = (from: string) =>
    loadExplanationPage(tenantId, { after: from, below, limit: PAGE_LENGTH }, nowMs)
  let cursor: string | null = slice.cursor
  let jobs = 0
  let pages = 0
  let coming = load(slice.cursor)
  for (;;) {
    const page = await coming
    cursor = page.after
    jobs += page.items.length
    pages += 1
    const goesOn = cursor !== null && jobs < STEP_JOBS && pages < STEP_PAGES
    // The next page travels while this one is decided.
    if (goesOn && cursor !== null) coming = load(cursor)
    for (const explanation of page.items) {
      await replayJob(tenantId, explanation, before, after, found)
    }
    if (!goesOn) break
  }
  return { cursor, found, jobs }
}

interface Side {
  readonly rules: { readonly version: number; readonly document: RuleSet }
  /** Accounts and printers that the rules name, as they are now: a past job may not have known them. */
  readonly named: Named
}

async function loadSide(tenantId: string, { version, document }: ReplayRules): Promise<Side> {
  const named = await loadNamed(tenantId, needsOf(document))
  return { rules: { version: version ?? DRAFT_VERSION, document }, named }
}

async function replayJob(
  tenantId: string,
  explanation: Explanation,
  before: Side | null,
  after: Side,
  found: ReplayFindings,
): Promise<void> {
  const { input } = explanation
  const own = decide({ ...input, rules: await loadOwnRules(tenantId, input.rules) }, TOOLS)
  const reproduced =
    hashDecision(own) === explanation.decisionHash &&
    JSON.stringify(own.trace) === explanation.trace
  const was = before === null ? own : decideBy(before, input)
  addJob(found, input, reproduced, was, decideBy(after, input))
}

async function loadOwnRules(
  tenantId: string,
  version: number | null,
): Promise<DecisionInput['rules']> {
  return version === null ? null : { version, document: await loadRuleSet(tenantId, version) }
}

function decideBy({ rules, named }: Side, input: Explanation['input']): Decision {
  return decide({ ...addNamed(input, named), rules }, TOOLS)
}
