/** Every reason a decision can give: a stable code for programs, sentences with `{places}` for people. */
import type { Reason } from '#shared/contracts/decision.ts'

/**
 * The one table, in the order of the steps. `user` is addressed to the person who printed, `admin` to whoever looks
 * after the printers. Sentences are data, so that another language is another table. They name no person and no
 * document: both are hostile strings.
 */
export const REASONS = {
  'printer-unknown': {
    user: 'this printer is not managed here',
    admin: 'no printer of this name is known at the site of the connector that asked',
  },
  'printer-disabled': {
    user: 'printing is switched off for this printer',
    admin: 'the printer is disabled',
  },
  'user-disabled': {
    user: 'printing is switched off for you',
    admin: 'the user is disabled',
  },
  'identity-forged': {
    user: 'the job names two different owners',
    admin:
      'the print system and the job name different owners: somebody may have tried to be somebody else',
  },
  'user-unknown': {
    user: 'your user name is not known here',
    admin: 'nobody has this user name, and the tenant refuses unknown users',
  },
  'documents-missing': {
    user: 'the job holds no document',
    admin: 'the job was closed without a document',
  },
  'several-documents': {
    user: 'the job holds {documents} documents and this printer takes one at a time: print them one by one',
    admin: 'the queue would print only one of the {documents} documents of the job',
  },
  'access-denied': {
    user: 'you may not print on this printer',
    admin: 'the user is in none of the groups that may use the printer',
  },
  'nothing-to-print': {
    user: 'no page of the document is left to print',
    admin: 'page ranges or page set leave no side to print',
  },
  'pages-unknown': {
    user: 'the pages of this document could not be counted, so the job is held',
    admin: 'pages or colors could not be counted, and the tenant holds such jobs',
  },
  'changed-to-grayscale': {
    user: 'printed in grayscale, as is the rule for this printer',
    admin: 'the printer turns the jobs of this user gray',
  },
  'changed-to-duplex': {
    user: 'printed on both sides, as is the rule for this printer',
    admin: 'the printer puts the jobs of this user on both sides',
  },
  'color-not-allowed': {
    user: 'you may not print in color on this printer: print in grayscale',
    admin: 'color is left after the conversions, and the user is in no group that may print it',
  },
  'pages-over-limit': {
    user: '{sides} printed sides are more than the {limit} allowed in one job',
    admin: 'the job has {sides} printed sides, the printer allows {limit}',
  },
  'copies-over-limit': {
    user: '{copies} copies are more than the {limit} allowed in one job',
    admin: 'the job has {copies} copies, the printer allows {limit}',
  },
  'cost-over-printer-limit': {
    user: 'the cost {cost} is more than the {limit} allowed for one job on this printer',
    admin: 'the job costs {cost}, the printer allows {limit}',
  },
  'size-over-limit': {
    user: 'the document has {megabytes} MB, more than the {limit} MB allowed on this printer',
    admin: 'the spool file has {megabytes} MB, the printer allows {limit}',
  },
  'duplex-not-allowed': {
    user: 'this printer prints on one side only: switch two-sided printing off',
    admin: 'the printer allows one-sided jobs only',
  },
  'simplex-not-allowed': {
    user: 'this printer prints on both sides only: switch two-sided printing on',
    admin: 'the printer allows two-sided jobs only',
  },
  'color-only': {
    user: 'this printer is for color only: print gray documents elsewhere',
    admin: 'the printer allows color jobs only, and the job has no color',
  },
  'grayscale-only': {
    user: 'this printer is for gray documents only: print in grayscale',
    admin: 'the printer allows gray jobs only, and the job has color',
  },
  'name-denied': {
    user: 'documents named like {pattern} may not be printed on this printer',
    admin: 'the document name fits the denied pattern {pattern}',
  },
  'paper-size-denied': {
    user: 'the paper size {size} is not allowed on this printer',
    admin: 'a page has the size {size}, which is not among the allowed ones',
  },
  'duplicate-job': {
    user: 'you printed the same document less than {seconds} seconds ago',
    admin: 'the job repeats the job {job} within {seconds} seconds',
  },
  'rule-refused': { user: '{message}', admin: 'refused by the rule {rule}: {message}' },
  'rule-warned': { user: '{message}', admin: 'the rule {rule} warned: {message}' },
  'rule-held': { user: '{message}', admin: 'held by the rule {rule}: {message}' },
  'rule-converted': { user: '{message}', admin: 'changed by the rule {rule}: {message}' },
  'held-by-rule': {
    user: 'the job waits to be released',
    admin: 'held by the rule {rule}',
  },
  redirected: {
    user: 'printed on {printer} instead',
    admin: 'the rule {rule} sent the job to {printer}',
  },
  'rule-redirected': {
    user: '{message}',
    admin: 'the rule {rule} sent the job to {printer}: {message}',
  },
  'redirect-impossible': {
    user: 'no other printer can take this job',
    admin:
      'the rule {rule} redirects to {printer}, which is unknown, disabled, elsewhere, or not open to this job',
  },
  'redirect-circular': {
    user: 'the printing rules send this job in a circle: tell your administrator',
    admin:
      'the rule {rule} redirects to {printer}, where the job came from: the rules contradict each other',
  },
  'question-open': {
    user: 'please answer: {question}',
    admin: 'waiting for an answer to: {question}',
  },
  'question-declined': {
    user: 'not printed, as you answered',
    admin: 'the user answered {answer} to {prompt}',
  },
  'question-unanswered': {
    user: 'not printed, because the question was not answered in time',
    admin: 'the prompt {prompt} was not answered in time',
  },
  'account-missing': {
    user: 'there is no account to pay for this job',
    admin: 'the user has no account, or the one that should pay does not exist',
  },
  'account-disabled': {
    user: 'the account {account} is switched off',
    admin: 'the account {account} is disabled',
  },
  'split-invalid': {
    user: 'the shares of your accounts do not add up: tell your administrator',
    admin: 'the shares of the split add up to {percent} per cent instead of 100',
  },
  'manager-selects': {
    user: 'the job waits until a manager picks the account that pays',
    admin: 'the account of this user’s jobs is picked by a manager',
  },
  'cost-over-limit': {
    user: 'the cost of this job is larger than any account can hold',
    admin: 'the price of the job is beyond the largest amount',
  },
  'funds-insufficient': {
    user: 'balance {balance} is less than the cost {cost}',
    admin: 'the account {account} has {balance}, the job costs {cost}',
  },
  'overdraft-insufficient': {
    user: 'balance {balance} and overdraft {overdraft} together are less than the cost {cost}',
    admin:
      'the account {account} has {balance} and an overdraft of {overdraft}, the job costs {cost}',
  },
  'held-for-user': {
    user: 'the job waits until you release it',
    admin: 'jobs of this printer wait for their user',
  },
  'held-for-manager': {
    user: 'the job waits until a manager releases it',
    admin: 'jobs of this printer wait for a manager',
  },
  'rule-failed': {
    user: 'the rule {rule} could not be evaluated, so the job is held',
    admin: 'the rule {rule} failed and might have refused: {error}',
  },
} as const satisfies Record<string, { readonly user: string; readonly admin: string }>

export type ReasonCode = keyof typeof REASONS
export type ReasonValues = Readonly<Record<string, string | number>>

/** As the contract of the answer allows. */
const TEXT_LIMIT = 500

/** The user's sentence, and the values that stand in it for other sentences. */
export function makeReason(code: ReasonCode, values?: ReasonValues): Reason {
  const sentence: string = REASONS[code].user
  if (values === undefined) return { code, text: sentence }
  return { code, text: fillIn(sentence, values).slice(0, TEXT_LIMIT), values }
}

/** The admin's sentence for a reason that was given; a code of a later version is told as it is. */
export function explainToAdmin({ code, text, values = {} }: Reason): string {
  const sentences = Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : null
  return sentences === null ? text : fillIn(sentences.admin, values)
}

/** Puts the values into a sentence; a place without a value stays as it is. */
export function fillIn(sentence: string, values: ReasonValues): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}
