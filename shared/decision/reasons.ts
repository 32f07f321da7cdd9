/** Every reason a decision can give: a stable code for programs, a sentence with `{places}` for people. */
import type { Reason } from '#shared/contracts/decision.ts'

/**
 * The one table, in the order of the rules. Sentences are addressed to the person who printed; they are data,
 * so that another language is another table. They name no person and no document: both are hostile strings.
 */
export const REASONS = {
  'printer-unknown': 'this printer is not managed here',
  'printer-disabled': 'printing is switched off for this printer',
  'user-disabled': 'printing is switched off for you',
  'identity-forged': 'the job names two different owners',
  'user-unknown': 'your user name is not known here',
  'documents-missing': 'the job holds no document',
  'several-documents':
    'the job holds {documents} documents and this printer takes one at a time: print them one by one',
  'nothing-to-print': 'no page of the document is left to print',
  'pages-unknown': 'the pages of this document could not be counted, so the job is held',
  'changed-to-grayscale': 'printed in grayscale, as is the rule for this printer',
  'changed-to-duplex': 'printed on both sides, as is the rule for this printer',
  'color-not-allowed': 'you may not print in color on this printer: print in grayscale',
  'pages-over-limit': '{sides} printed sides are more than the {limit} allowed in one job',
  'account-missing': 'there is no account to pay for this job',
  'cost-over-limit': 'the cost of this job is larger than any account can hold',
  'funds-insufficient': 'balance {balance} is less than the cost {cost}',
  'overdraft-insufficient':
    'balance {balance} and overdraft {overdraft} together are less than the cost {cost}',
  'rule-failed': 'the rule {rule} could not be evaluated, so the job is held',
} as const

export type ReasonCode = keyof typeof REASONS

/** Puts the values into the sentence of the code. */
export function makeReason(
  code: ReasonCode,
  values: Readonly<Record<string, string | number>> = {},
): Reason {
  const text = REASONS[code].replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  )
  return { code, text }
}
