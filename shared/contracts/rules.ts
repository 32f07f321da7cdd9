/** A tenant's own rules: `when` an expression holds, `then` actions; kept as versions, with unit cases beside them. */
import * as z from 'zod'
import { ruleId } from './ids.ts'
import { action } from './rule-actions.ts'
import { ruleCase } from './rule-cases.ts'
import { RULES_LIMITS } from './rule-limits.ts'

export * from './rule-actions.ts'
export * from './rule-cases.ts'
export { RULES_LIMITS } from './rule-limits.ts'

export const rule = z
  .strictObject({
    id: ruleId,
    /** For people. */
    name: z.string().trim().min(1).max(100).optional(),
    /** A CEL expression that is true or false. */
    when: z
      .string('must be an expression as text: `true` alone needs quotes')
      .min(1)
      .max(RULES_LIMITS.expressionCharacters),
    // biome-ignore lint/suspicious/noThenProperty: the field's own word; a rule is data, never awaited
    then: z.array(action).min(1).max(RULES_LIMITS.actions),
    /** The rules after this one are not looked at when this one matched. */
    stop: z.boolean().optional(),
  })
  .meta({ id: 'CustomRule' })
export type CustomRule = z.infer<typeof rule>

export const ruleSet = z
  .strictObject({
    rules: z.array(rule).max(RULES_LIMITS.rules),
    /** All of them must come true before a version becomes active. */
    cases: z.array(ruleCase).max(RULES_LIMITS.cases).default([]),
  })
  .superRefine(({ rules, cases }, context) => {
    refuseRepeats(
      rules.map((one) => one.id),
      'rules',
      'id',
      context,
    )
    refuseRepeats(
      cases.map((one) => one.name),
      'cases',
      'name',
      context,
    )
  })
  .meta({ id: 'RuleSet', description: 'custom rules in their order, and unit cases for them' })
export type RuleSet = z.infer<typeof ruleSet>
export const EMPTY_RULE_SET: RuleSet = { rules: [], cases: [] }

function refuseRepeats(
  values: readonly string[],
  list: string,
  field: string,
  context: z.RefinementCtx,
): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) === index) continue
    const told = `\`${value}\` is there already`
    context.addIssue({ code: 'custom', path: [list, index, field], message: told })
  }
}

/** What is wrong with a rule set, and where. */
export const ruleProblem = z
  .object({
    /** Id of the rule or name of the case; null = the document as a whole. */
    rule: z.string().nullable(),
    /** JSON pointer into the document, like `/rules/3/when`. */
    path: z.string(),
    /** From 1: in the YAML or JSON text when there is one, else in the expression; null = not known. */
    line: z.int().positive().nullable(),
    column: z.int().positive().nullable(),
    message: z.string(),
  })
  .meta({ id: 'RuleProblem' })
export type RuleProblem = z.infer<typeof ruleProblem>
