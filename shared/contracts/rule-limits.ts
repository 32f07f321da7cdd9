/** Limits of custom rules; apart from their schema, so that the engine needs no schema library. */

/** Every limit of a rule set, each with a clear error when it is passed. */
export const RULES_LIMITS = {
  documentBytes: 256 * 1024,
  rules: 200,
  actions: 20,
  cases: 200,
  expressionCharacters: 2_048,
  /** Nodes of one expression's syntax tree, and how deep they nest. */
  expressionNodes: 200,
  expressionDepth: 30,
  /** Most steps that an expression may take on the longest lists and texts; about 5 ms. */
  expressionSteps: 100_000,
  /** Of all expressions of a rule set together; about 50 ms. */
  documentSteps: 1_000_000,
  patternCharacters: 200,
  /** Most items of any list that an expression may walk through. */
  listItems: 500,
  messageCharacters: 300,
  choices: 10,
  redirectTargets: 20,
  splitAccounts: 10,
} as const
