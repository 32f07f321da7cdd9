/** Decides one job on what is stored now: loads all that the decision may look at, decides, and says what to reserve. */
import type { Charge } from '#shared/contracts/account.ts'
import type { Decision, DecisionInput } from '#shared/contracts/decision.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { decide } from '#shared/decision/decide.ts'
import { needsOf } from '#shared/decision/rule-needs.ts'
import { type Reservation, reserve, reserveInstead } from '#shared/ledger/reserve.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'
import {
  type AccountRecord,
  loadAccount,
  loadAccounts,
  requestCharges,
  standingOf,
} from '../stores/accounts.ts'
import { duplicateOf, type Fingerprint, loadFingerprint } from '../stores/fingerprints.ts'
import { isPresent } from '../stores/presence.ts'
import { loadTargets } from '../stores/printers.ts'
import { loadRuleSet } from '../stores/rules.ts'
import { type Asking, loadPayer, type Payer } from './payer.ts'
import { utcOffsetMinutes } from './utc-offset.ts'

export const TOOLS = { measure, price } as const

export interface Question extends Asking {
  /** RFC 3339 UTC. */
  readonly now: string
  /** By the id of the prompt; none when a job is asked for the first time. */
  readonly answers: Readonly<Record<string, string>>
  /** Set aside for this very job by the decision before; none when a job is asked for the first time. */
  readonly setAside?: readonly Charge[]
}

/** Everything that was read for a decision. */
export interface Reading {
  readonly question: Question
  readonly payer: Payer
  /** Accounts that only rules may charge. */
  readonly ruleAccounts: readonly AccountRecord[]
  readonly rules: DecisionInput['rules']
  readonly targets: DecisionInput['targets']
  /** null = the printer does not look for duplicates. */
  readonly fingerprint: Fingerprint | null
}

export interface Decided {
  readonly reading: Reading
  readonly tenant: Tenant
  readonly input: DecisionInput
  readonly decision: Decision
  /** What is set aside when the decision is saved: nothing unless it prints or is held. */
  readonly reservation: Reservation
}

export async function loadReading(question: Question): Promise<Reading> {
  const { tenantId, facts } = question
  const payer = await loadPayer(question)
  const { tenant, printer } = payer.standing
  const version = tenant.rulesVersion
  const document = version === null ? null : await loadRuleSet(tenantId, version)
  const needs = document === null ? null : needsOf(document)
  const known = new Set(payer.accounts.map(({ id }) => id))
  const unknown = (needs?.accounts ?? []).filter((id) => !known.has(id))
  const looksBack = printer !== null && printer.restrictions.duplicateSeconds !== null
  const [ruleAccounts, targets, fingerprint] = await Promise.all([
    unknown.length === 0 ? [] : loadAccounts(tenantId, unknown),
    needs === null || needs.printers.length === 0 ? [] : loadTargets(tenantId, needs.printers),
    looksBack ? loadFingerprint(tenantId, facts) : null,
  ])
  return {
    question,
    payer,
    ruleAccounts: ruleAccounts.flatMap((one) => one ?? []),
    rules: version === null || document === null ? null : { version, document },
    targets: targets
      // A document does not leave its site.
      .filter((one) => one.printer.siteId === question.siteId)
      .map(({ printer: { id, ...policy }, jobsWaiting }) => ({
        printerId: id,
        policy: policyOf(policy),
        jobsWaiting,
      })),
    fingerprint,
  }
}

/** Nobody is refused for money on a reading that may be old: before that, the accounts are read again for sure. */
export async function decideJob(reading: Reading): Promise<Decided> {
  const first = decideOn(reading)
  const refusedForMoney = first.decision.trace.steps.some(
    (step) => step.rule === 'funds' && step.outcome === 'refused',
  )
  const doubtful = first.decision.payers.filter((id) => !reading.payer.certain.has(id))
  if (!refusedForMoney || doubtful.length === 0) return first
  const { tenantId } = reading.question
  const found = await Promise.all(doubtful.map((id) => loadAccount(tenantId, id)))
  return decideOn(
    withAccounts(
      reading,
      found.filter((one) => one !== null),
    ),
  )
}

/** Another job took the money, or printed the same, first: what is there now decides. */
export async function readAgain(
  reading: Reading,
  accounts: readonly AccountRecord[],
): Promise<Reading> {
  const { tenantId, facts } = reading.question
  const looksBack = accounts.length === 0 && reading.fingerprint !== null
  const fingerprint = looksBack ? await loadFingerprint(tenantId, facts) : reading.fingerprint
  return { ...withAccounts(reading, accounts), fingerprint }
}

function withAccounts(reading: Reading, fresh: readonly AccountRecord[]): Reading {
  const renewed = (all: readonly AccountRecord[]) =>
    all.map((one) => fresh.find(({ id }) => id === one.id) ?? one)
  const { payer } = reading
  const certain = new Set([...payer.certain, ...fresh.map(({ id }) => id)])
  return {
    ...reading,
    payer: { ...payer, accounts: renewed(payer.accounts), certain },
    ruleAccounts: renewed(reading.ruleAccounts),
  }
}

function decideOn(reading: Reading): Decided {
  const { setAside = [] } = reading.question
  const input = makeInput(setAside.length === 0 ? reading : giveBack(reading, setAside))
  const decision = decide(input, TOOLS)
  const { payer, ruleAccounts } = reading
  const { tenant } = payer.standing
  const accounts = [...payer.accounts, ...ruleAccounts]
  const requested = requestCharges(decision.charges, accounts, tenant.settings)
  const reservation =
    setAside.length === 0 ? reserve(requested) : reserveInstead(setAside, requested)
  return { reading, tenant, input, decision, reservation }
}

/** What a job has set aside already is there for it. */
function giveBack(reading: Reading, setAside: readonly Charge[]): Reading {
  const given = (all: readonly AccountRecord[]) =>
    all.map((one) => {
      const own = setAside.find(({ accountId }) => accountId === one.id)
      return own === undefined ? one : { ...one, heldMinor: one.heldMinor - own.amountMinor }
    })
  const payer = { ...reading.payer, accounts: given(reading.payer.accounts) }
  return { ...reading, payer, ruleAccounts: given(reading.ruleAccounts) }
}

function makeInput({ question, payer, ...reading }: Reading): DecisionInput {
  const { facts, now, nowMs, answers } = question
  const { tenant, printer } = payer.standing
  const { currency, settings } = tenant
  // What only people look at does not swell the explanation.
  const {
    brandColor: _color,
    noticeAddresses: _addresses,
    language: _language,
    retentionDays: _days,
    ...rules
  } = settings
  const windowSeconds = printer?.restrictions.duplicateSeconds ?? null
  const { fingerprint } = reading
  return {
    facts,
    currency,
    settings: rules,
    printer: printer === null ? null : policyOf(printer),
    user: payer.user === null ? null : userOf(payer.user),
    accounts: payer.accounts.map((one) => standingOf(one, settings)),
    ruleAccounts: reading.ruleAccounts.map((one) => standingOf(one, settings)),
    split: payer.user?.split?.map(({ accountId, percent }) => ({ accountId, percent })) ?? null,
    rules: reading.rules,
    targets: reading.targets,
    answers,
    duplicateOf:
      fingerprint === null || windowSeconds === null
        ? null
        : duplicateOf(fingerprint, facts, windowSeconds),
    client: { running: isPresent(payer.user?.seenMs ?? null, nowMs) },
    now,
    utcOffsetMinutes: utcOffsetMinutes(settings.timeZone, nowMs),
  }
}

/** What the decision sees of a printer, and nothing else, so that an explanation keeps nothing else. */
function policyOf(printer: NonNullable<DecisionInput['printer']>): DecisionInput['printer'] & {} {
  const { disabled, colorMode, prices, restrictions, conversions, failureMode, hold } = printer
  return { disabled, colorMode, prices, restrictions, conversions, failureMode, hold }
}

function userOf(user: NonNullable<Payer['user']>): DecisionInput['user'] {
  const { username, groups, disabled, restricted } = user
  const { exempt, costRatePercent, selection, defaultAccount } = user
  return {
    username,
    groups,
    disabled,
    restricted,
    exempt,
    costRatePercent,
    selection,
    defaultAccount,
  }
}
