/** What the slices of a replay find, and what that adds up to. */
import type { Decision, DecisionInput } from '#shared/contracts/decision.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import {
  DIFFERENCES,
  type Difference,
  REPLAY_SAMPLES_LIMIT,
  type Replay,
  type ReplaySample,
} from '#shared/contracts/replay.ts'
import {
  addDecision,
  addTally,
  compareDecisions,
  makeTally,
  presentTally,
  type Tally,
} from '#shared/decision/compare.ts'

export interface KindFound {
  jobs: number
  costMinor: bigint
  sheets: number
  readonly samples: ReplaySample[]
}

export interface ReplayFindings {
  same: number
  different: number
  readonly differentJobs: string[]
  readonly before: Tally
  readonly after: Tally
  unchanged: number
  readonly kinds: Partial<Record<Difference, KindFound>>
}

export function makeFindings(): ReplayFindings {
  return {
    same: 0,
    different: 0,
    differentJobs: [],
    before: makeTally(),
    after: makeTally(),
    unchanged: 0,
    kinds: {},
  }
}

/** `reproduced`: deciding the job again by its own rules gave the bytes that are stored. */
export function addJob(
  findings: ReplayFindings,
  input: Pick<DecisionInput, 'facts' | 'user'>,
  reproduced: boolean,
  before: Decision,
  after: Decision,
): void {
  const { facts, user } = input
  if (reproduced) findings.same++
  else {
    findings.different++
    if (findings.differentJobs.length < REPLAY_SAMPLES_LIMIT)
      findings.differentJobs.push(facts.jobId)
  }
  addDecision(findings.before, before)
  addDecision(findings.after, after)
  const kind = compareDecisions(before, after)
  if (kind === null) {
    findings.unchanged++
    return
  }
  const found = findings.kinds[kind] ?? { jobs: 0, costMinor: 0n, sheets: 0, samples: [] }
  findings.kinds[kind] = found
  found.jobs++
  found.costMinor += after.costMinor - before.costMinor
  found.sheets += sheetsOf(after) - sheetsOf(before)
  if (found.samples.length >= REPLAY_SAMPLES_LIMIT) return
  found.samples.push({
    jobId: facts.jobId,
    user: user?.username ?? facts.owner.name,
    printerId: facts.printerId,
    documentName: facts.documentName,
    sides: before.trace.counts?.sides ?? null,
    before: presentDecision(before),
    after: presentDecision(after),
  })
}

function sheetsOf({ verdict, trace }: Decision): number {
  return verdict === 'refuse' || verdict === 'ask' ? 0 : (trace.counts?.sheets ?? 0)
}

function presentDecision(decision: Decision): ReplaySample['before'] {
  const { verdict, costMinor, account, redirectTo, changes, reasons } = decision
  const { grayscale, duplex } = changes
  const reason = reasons[0]?.code ?? null
  const cost = formatAmount(costMinor)
  return { verdict, cost, account, printerId: redirectTo, grayscale, duplex, reason }
}

export function presentFindings(
  parts: readonly ReplayFindings[],
): Pick<Replay, 'history' | 'before' | 'after' | 'unchanged' | 'differences'> {
  const before = makeTally()
  const after = makeTally()
  for (const part of parts) {
    addTally(before, part.before)
    addTally(after, part.after)
  }
  const sum = (pick: (part: ReplayFindings) => number) =>
    parts.reduce((total, part) => total + pick(part), 0)
  return {
    history: {
      same: sum(({ same }) => same),
      different: sum(({ different }) => different),
      samples: parts.flatMap(({ differentJobs }) => differentJobs).slice(0, REPLAY_SAMPLES_LIMIT),
    },
    before: presentTally(before),
    after: presentTally(after),
    unchanged: sum(({ unchanged }) => unchanged),
    differences: DIFFERENCES.flatMap((kind) => presentKind(kind, parts)),
  }
}

function presentKind(
  kind: Difference,
  parts: readonly ReplayFindings[],
): readonly Replay['differences'][number][] {
  const found = parts.flatMap(({ kinds }) => kinds[kind] ?? [])
  if (found.length === 0) return []
  return [
    {
      kind,
      jobs: found.reduce((total, { jobs }) => total + jobs, 0),
      costMore: formatAmount(found.reduce((total, { costMinor }) => total + costMinor, 0n)),
      sheetsMore: found.reduce((total, { sheets }) => total + sheets, 0),
      samples: found.flatMap(({ samples }) => samples).slice(0, REPLAY_SAMPLES_LIMIT),
    },
  ]
}
