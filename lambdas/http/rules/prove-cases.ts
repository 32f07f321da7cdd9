/** A rule set comes into force only when all of its cases come true. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RuleSet } from '#shared/contracts/rules.ts'
import { runCases } from '#shared/decision/cel/run-cases.ts'
import { TOOLS } from '../decide-job.ts'

const FIELDS_LIMIT = 50

/** Throws `rule-cases-failed`, naming every case that does not. */
export function proveCases(document: RuleSet): void {
  const results = runCases(document, TOOLS)
  const fields = results.flatMap(({ name, passed, failures }, index) =>
    passed ? [] : [{ path: `/cases/${index}`, message: `\`${name}\`: ${failures.join('; ')}` }],
  )
  if (fields.length === 0) return
  const told = `${fields.length} of ${results.length} cases do not come true`
  throw new Problem('rule-cases-failed', told, { fields: fields.slice(0, FIELDS_LIMIT) })
}
