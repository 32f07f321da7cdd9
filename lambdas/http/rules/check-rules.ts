/** What is wrong with a rule set, place by place, for an editor; and which of its cases come true. */
import { runCases } from '#shared/decision/cel/run-cases.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { TOOLS } from '../decide-job.ts'
import { readRules } from './read-rules.ts'

export const checkRules: RouteHandler<'checkRules'> = async (call) => {
  const { document, problems } = readRules(call).read
  if (problems !== null) return { valid: false, problems: [...problems], cases: [] }
  const cases = runCases(document, TOOLS)
  return { valid: cases.every(({ passed }) => passed), problems: [], cases: [...cases] }
}
