/** What the expressions of custom rules see of a job, as the rules before have left it. */

import { MINOR_PER_UNIT } from '#shared/contracts/amounts.ts'
import type { DecisionInput, DecisionTools } from '#shared/contracts/decision.ts'
import { normalizeUsername } from '#shared/contracts/normalize-username.ts'
import { paperSizeOf } from '#shared/contracts/paper-sizes.ts'
import type { RuleVariables } from '#shared/contracts/rule-variables.ts'
import { defaultAccountOf, findAccount } from './accounts.ts'
import { priceJob } from './price-job.ts'
import { type Draft, printerOf } from './step.ts'

const MILLISECONDS_PER_MINUTE = 60_000

/** What no rule can change; made once a decision. */
export type FixedVariables = Pick<RuleVariables, 'user' | 'client' | 'time' | 'answers'>

export function makeFixedVariables(input: DecisionInput): FixedVariables {
  const { facts, user } = input
  return {
    user: {
      name: user?.username ?? normalizeUsername(facts.owner.name),
      known: user !== null,
      groups: user?.groups ?? [],
      restricted: user?.restricted ?? true,
    },
    client: input.client,
    time: makeTime(input),
    answers: input.answers,
  }
}

export function makeVariables(
  fixed: FixedVariables,
  input: DecisionInput,
  draft: Draft,
  tools: DecisionTools,
): RuleVariables {
  return {
    ...fixed,
    job: makeJob(input, draft, tools),
    printer: makePrinter(input, draft),
    account: makeAccount(input, draft),
  }
}

function makeJob(input: DecisionInput, draft: Draft, tools: DecisionTools): RuleVariables['job'] {
  const { document, ticket, documentName, owner } = input.facts
  const { counts, changes } = draft
  const quote = priceJob(input, draft, tools)
  const count = (value: number | undefined) => (value === undefined ? undefined : BigInt(value))
  return {
    name: documentName,
    language: document.language,
    bytes: BigInt(document.bytes),
    documents: BigInt(document.count),
    authenticated: owner.identity === 'authenticated',
    duplicate: input.duplicateOf !== null,
    copies: BigInt(ticket.copies),
    duplex: counts?.duplex ?? (ticket.duplex || changes.duplex),
    grayscale: ticket.grayscale || changes.grayscale,
    paperSizes: namesOf(document.pageSizes),
    counted: counts !== null,
    pages: count(counts?.pages),
    sides: count(counts?.sides),
    sheets: count(counts?.sheets),
    colorSides: count(counts?.colorSides),
    color: counts === null ? undefined : counts.colorSides > 0,
    cost: quote === null ? undefined : toUnits(quote.totalMinor),
  }
}

function makePrinter(input: DecisionInput, draft: Draft): RuleVariables['printer'] {
  const id = draft.redirect?.printerId ?? input.facts.printerId
  const at = id.lastIndexOf('@')
  const { colorMode } = printerOf(input, draft)
  return { id, queue: id.slice(0, at), site: id.slice(at + 1), colorMode }
}

function makeAccount(input: DecisionInput, draft: Draft): RuleVariables['account'] {
  const charged = draft.chargeTo?.[0]
  const account =
    charged === undefined ? defaultAccountOf(input) : findAccount(input, charged.accountId)
  if (account === null) return { id: '', name: '', kind: '', balance: 0, available: 0 }
  const { id, name, kind, postedMinor, heldMinor, overdraftMinor } = account
  return {
    id,
    name,
    kind,
    balance: toUnits(postedMinor),
    available: toUnits(postedMinor - heldMinor + overdraftMinor),
  }
}

function makeTime({ now, utcOffsetMinutes }: DecisionInput): RuleVariables['time'] {
  // Shifted so that reading it as UTC gives the tenant's clock.
  const local = new Date(Date.parse(now) + utcOffsetMinutes * MILLISECONDS_PER_MINUTE)
  const text = local.toISOString()
  return {
    year: BigInt(local.getUTCFullYear()),
    month: BigInt(local.getUTCMonth() + 1),
    day: BigInt(local.getUTCDate()),
    weekday: BigInt(local.getUTCDay() === 0 ? 7 : local.getUTCDay()),
    hour: BigInt(local.getUTCHours()),
    minute: BigInt(local.getUTCMinutes()),
    date: text.slice(0, 10),
    clock: text.slice(11, 16),
  }
}

function namesOf(sizes: readonly { widthPt: number; heightPt: number }[]): readonly string[] {
  const millimeters = (points: number) => Math.round((points * 25.4) / 72)
  const names = sizes.map(
    ({ widthPt, heightPt }) =>
      paperSizeOf(widthPt, heightPt) ?? `${millimeters(widthPt)}x${millimeters(heightPt)}mm`,
  )
  return names.length < 2 ? names : [...new Set(names)]
}

function toUnits(amountMinor: bigint): number {
  return Number(amountMinor) / Number(MINOR_PER_UNIT)
}
