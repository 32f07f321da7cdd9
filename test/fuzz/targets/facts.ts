// What a connector asks the cloud: JSON from outside is refused by its contract, or decided by an answer that fits its own.
import { makeDecisionInput } from '#help/decision-input.ts'
import { decisionTrace, jobAnswer } from '#shared/contracts/decision.ts'
import { jobFacts } from '#shared/contracts/job-facts.ts'
import { decide } from '#shared/decision/decide.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'
import { type Seed, type Target, type Verdict, wordsOf } from '../target.ts'

const ordinary = makeDecisionInput()
const { facts } = ordinary

/** Only values are broken: a body that is no JSON any more says nothing of its contract. */
function jsonSeed(value: unknown): Seed {
  const pieces = JSON.stringify(value).split(
    /(?<=[:[,])("(?:[^"\\]|\\.)*"(?!:)|-?[\d.]+|true|false|null)/,
  )
  return {
    parts: pieces.filter((_, at) => at % 2 === 1).map((piece) => Buffer.from(piece)),
    build: (parts) =>
      Buffer.concat(
        pieces.map((piece, at) => (at % 2 === 1 ? parts[at >> 1]! : Buffer.from(piece))),
      ),
  }
}

export const factsTarget: Target = {
  about: 'bodies of the question about a job, up to its answer',
  seeds: [
    jsonSeed(facts),
    jsonSeed({
      ...facts,
      document: { ...facts.document, colorPages: { value: 2, known: 'exact', ranges: '1,3' } },
      ticket: {
        ...facts.ticket,
        copies: 9_999,
        duplex: true,
        pageRanges: '1-2,5-',
        pagesPerSide: 4,
      },
    }),
  ],
  words: wordsOf(
    'null true [] {} -1 0 1e309 1.5 9007199254740993 "\\ud800" "__proto__" "" "1-999999999" "-" ' +
      '"exact" "estimated" "unknown" "ranges":"1-3" "value":null "pagesPerSide":16 "authenticated"',
  ),
  check,
}

function check(input: Uint8Array): Verdict {
  const parsed = jobFacts.safeParse(parseJson(input))
  if (!parsed.success) return { reached: false, fault: null }
  const decision = decide({ ...ordinary, facts: parsed.data }, { measure, price })
  const answer = answered.safeParse(decision)
  if (!answer.success)
    return { reached: true, fault: `the decision breaks its contract: ${answer.error}` }
  if (decision.costMinor < 0n) return { reached: true, fault: `a cost of ${decision.costMinor}` }
  const failed = decision.reasons.some(({ code }) => code === 'rule-failed')
  return { reached: true, fault: failed ? 'a rule failed' : null }
}

/** What of a decision goes out. */
const answered = jobAnswer
  .pick({
    verdict: true,
    changes: true,
    reasons: true,
    message: true,
    account: true,
    holdSeconds: true,
  })
  .extend({ trace: decisionTrace })

function parseJson(input: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(input).toString())
  } catch {
    return undefined
  }
}
