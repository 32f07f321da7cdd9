/** JSON Schema of a rule set, with what its expressions can see and call, for editors and other programs. */
import * as z from 'zod'
import { ANSWERS_ABOUT, RULE_FUNCTIONS, RULE_VARIABLES } from './rule-variables.ts'
import { RULES_LIMITS, ruleSet } from './rules.ts'

/** `variables` and `functions` are for completion in `when`; `job.pages`, `int`, what it is. */
export interface ExpressionWords {
  readonly variables: readonly {
    readonly name: string
    readonly type: string
    readonly description: string
    /** Looking at it is an error while it is unknown. */
    readonly mayBeUnknown: boolean
  }[]
  readonly functions: readonly { readonly signature: string; readonly description: string }[]
}

export const EXPRESSION_WORDS: ExpressionWords = {
  variables: [
    ...Object.entries(RULE_VARIABLES).flatMap(([variable, fields]) =>
      Object.entries(fields).map(([field, told]) => ({
        name: `${variable}.${field}`,
        type: told.type as string,
        description: told.about as string,
        mayBeUnknown: 'unknown' in told,
      })),
    ),
    {
      name: 'answers',
      type: 'map<string, string>',
      description: ANSWERS_ABOUT,
      mayBeUnknown: false,
    },
  ],
  functions: RULE_FUNCTIONS.map(({ signature, about }) => ({ signature, description: about })),
}

/** JSON Schema 2020-12; our own words stand under `x-expressions` and `x-limits`. */
export function makeRulesSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(ruleSet, {
      io: 'input',
      override: ({ jsonSchema }) => {
        // JavaScript's largest integer says nothing to a reader.
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      },
    }),
    title: 'Spoolgate rule set',
    'x-expressions': EXPRESSION_WORDS,
    'x-limits': RULES_LIMITS,
  }
}
