// Whole decisions of the engine on one core, against Cedar and json-rules-engine evaluating the same fifty rules.
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import { Engine } from 'json-rules-engine'
import { makeDecisionInput } from '#help/decision-input.ts'
import type { DecisionInput } from '#shared/contracts/decision.ts'
import { decide } from '#shared/decision/decide.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'
import { CEDAR_POLICIES, CEL_RULES, JSON_RULES } from './decide-engine-rules.ts'
import { median, type Report } from './report.ts'

const GROUPS = Array.from({ length: 20 }, (_, index) => `group-${index}`)
const ACCOUNTS = 5
const ROUNDS = 9
const ROUND_MS = 400
const TARGET_PER_SECOND = 20_000
const CEDAR_RATIO = 4
const JSON_RULES_RATIO = 25

/** Alternating rounds, so that a busy moment of the machine hits everybody alike. */
export async function benchDecideEngine(report: Report): Promise<void> {
  const contestants = { ours: makeOurs(), cedar: makeCedar(), jsonRules: makeJsonRules() }
  const matched = await Promise.all(Object.values(contestants).map(({ matches }) => matches()))
  if (new Set(matched.map((ids) => ids.join())).size > 1) {
    throw new Error(`the rule sets are not equivalent: ${JSON.stringify(matched)}`)
  }
  const speeds = { ours: [] as number[], cedar: [] as number[], jsonRules: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ['ours', 'cedar', 'jsonRules'] as const) {
      const perSecond = await measureSpeed(contestants[name].run)
      // The first round warms up.
      if (round > 0) speeds[name].push(perSecond)
    }
  }
  const ours = median(speeds.ours)
  const rows = [
    [
      'decide-engine: whole decisions, 50 rules, 20 groups, 5 accounts',
      TARGET_PER_SECOND,
      1,
      'the target of 20,000/s',
    ],
    [
      'decide-engine: against Cedar',
      median(speeds.cedar),
      CEDAR_RATIO,
      'Cedar wasm, pre-parsed, rules alone',
    ],
    [
      'decide-engine: against json-rules-engine',
      median(speeds.jsonRules),
      JSON_RULES_RATIO,
      'json-rules-engine, rules alone',
    ],
  ] as const
  for (const [name, other, wanted, against] of rows) {
    const words = `${against}: ${Math.round(other).toLocaleString('en')}/s, wanted × ${wanted}`
    report({ name, value: ours, unit: '1/s', against: words, ratio: ours / other, n: ROUNDS })
  }
}

interface Contestant {
  readonly run: () => unknown
  /** Ids of the rules that match, sorted. */
  readonly matches: () => Promise<readonly string[]>
}

function makeOurs(): Contestant {
  const input = makeInput()
  const tools = { measure, price }
  return {
    run: () => decide(input, tools),
    async matches() {
      const { steps } = decide(input, tools).trace
      const hits = steps.filter(({ looked }) => looked.matched === true)
      return hits.map(({ rule }) => rule.replace('rule:', '')).sort()
    },
  }
}

function makeCedar(): Contestant {
  const parsed = preparsePolicySet('bench', { staticPolicies: CEDAR_POLICIES })
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors))
  const alice = { type: 'User', id: 'alice' }
  const parents = GROUPS.map((id) => ({ type: 'Group', id }))
  const { groups: _, ...context } = makeFacts(makeInput())
  const ask = () =>
    statefulIsAuthorized({
      principal: alice,
      action: { type: 'Action', id: 'print' },
      resource: { type: 'Printer', id: 'office' },
      context,
      preparsedPolicySetId: 'bench',
      entities: [
        { uid: alice, attrs: {}, parents },
        ...parents.map((uid) => ({ uid, attrs: {}, parents: [] })),
      ],
    })
  return {
    run: ask,
    async matches() {
      const answer = ask()
      if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors))
      return answer.response.diagnostics.reason.filter((id) => id !== 'everyone').sort()
    },
  }
}

function makeJsonRules(): Contestant {
  const engine = new Engine([...JSON_RULES])
  const facts = makeFacts(makeInput())
  return {
    run: () => engine.run(facts),
    async matches() {
      const { events } = await engine.run(facts)
      return events.map(({ type }) => type).sort()
    },
  }
}

function makeInput(): DecisionInput {
  return makeDecisionInput({
    facts: {
      document: {
        pages: { value: 12, known: 'exact' },
        colorPages: { value: 3, known: 'exact', ranges: '2,5-6' },
        pageSizes: [{ widthPt: 595, heightPt: 842, pages: 12 }],
      },
      ticket: { copies: 2 },
    },
    user: { groups: GROUPS },
    accounts: Array.from({ length: ACCOUNTS }, (_, index) => ({
      id: index === 0 ? 'user:alice' : `shared:account-${index}`,
      kind: index === 0 ? 'personal' : 'shared',
    })),
    rules: CEL_RULES,
  })
}

/** What the peers are told: the same facts, ready made, as nothing computes them there. */
function makeFacts(input: DecisionInput) {
  return {
    pages: 12,
    sides: 24,
    sheets: 24,
    colorSides: 6,
    color: true,
    copies: 2,
    duplex: false,
    cost: 21_000,
    balance: 100_000,
    bytes: input.facts.document.bytes,
    language: 'pdf',
    queue: 'office',
    colorMode: 'page',
    restricted: true,
    known: true,
    authenticated: false,
    grayscale: false,
    documents: 1,
    accountKind: 'personal',
    hour: 8,
    weekday: 1,
    groups: [...(input.user?.groups ?? [])],
  }
}

/** Per second of processor time: what else runs on this machine does not count. */
async function measureSpeed(run: () => unknown): Promise<number> {
  const startedMs = performance.now()
  const before = process.cpuUsage()
  let count = 0
  for (; performance.now() - startedMs < ROUND_MS; count++) {
    const made = run()
    if (made instanceof Promise) await made
  }
  const { user, system } = process.cpuUsage(before)
  return count / ((user + system) / 1_000_000)
}
