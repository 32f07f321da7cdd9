/** Replays: past jobs decided again by other rules, and what would have been different. */
import * as z from 'zod'
import { jobId, tenantId, ulid } from './ids.ts'
import { amountText, currencyCode } from './money.ts'
import { rulesVersionNumber } from './rule-versions.ts'
import { ruleSet } from './rules.ts'
import { verdict } from './verdict.ts'

/** Parts of a period that are worked on side by side. */
export const REPLAY_SLICES_LIMIT = 32
/** Of each kind of difference. */
export const REPLAY_SAMPLES_LIMIT = 20
export const REPLAY_DAYS_LIMIT = 400

/** A draft, or a version that was saved. */
const rulesOrVersion = z
  .strictObject({ document: ruleSet.optional(), version: rulesVersionNumber.optional() })
  .refine(({ document, version }) => (document === undefined) !== (version === undefined), {
    message: 'must name either `document` or `version`',
  })

export const replayRequest = z
  .strictObject({
    /** The rules that are tried; a document, as it would be saved. Without it and `version`: the rules in force. */
    rules: ruleSet.optional(),
    version: rulesVersionNumber.optional(),
    /** Compared with these rules; without it with what was decided then. */
    against: rulesOrVersion.optional(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
  })
  .refine(({ rules, version }) => rules === undefined || version === undefined, {
    message: 'must not name both `rules` and `version`',
    path: ['version'],
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    message: 'must be later than `from`',
    path: ['to'],
  })
  .refine(
    ({ from, to }) => Date.parse(to) - Date.parse(from) <= REPLAY_DAYS_LIMIT * 24 * 3_600_000,
    { message: `must be at most ${REPLAY_DAYS_LIMIT} days after \`from\``, path: ['to'] },
  )
  .meta({ id: 'ReplayRequest' })
export type ReplayRequest = z.infer<typeof replayRequest>

/** What a job would have met; a job may differ in more than one way and is counted under the first that fits. */
export const DIFFERENCES = [
  'now-refused',
  'no-longer-refused',
  'now-asked',
  'now-held',
  'no-longer-waits',
  'moved',
  'converted',
  'no-longer-converted',
  'other-account',
  'other-cost',
  'other-message',
] as const
export const difference = z.enum(DIFFERENCES)
export type Difference = z.infer<typeof difference>

export const replayTotals = z
  .object({
    released: z.int(),
    held: z.int(),
    asked: z.int(),
    refused: z.int(),
    /** Printed, or about to be: released and held jobs together. */
    sides: z.int(),
    colorSides: z.int(),
    sheets: z.int(),
    cost: amountText,
    /** Grams of CO₂ equivalent and liters of water for that paper. */
    co2Grams: z.number(),
    waterLiters: z.number(),
  })
  .meta({ id: 'ReplayTotals' })
export type ReplayTotals = z.infer<typeof replayTotals>

const decidedJob = z.object({
  verdict,
  cost: amountText,
  account: z.string().nullable(),
  printerId: z.string().nullable(),
  grayscale: z.boolean(),
  duplex: z.boolean(),
  /** Code of the first reason. */
  reason: z.string().nullable(),
})

export const replaySample = z
  .object({
    jobId,
    user: z.string(),
    printerId: z.string(),
    documentName: z.string(),
    sides: z.int().nullable(),
    before: decidedJob,
    after: decidedJob,
  })
  .meta({ id: 'ReplaySample' })
export type ReplaySample = z.infer<typeof replaySample>

export const replayDifference = z
  .object({
    kind: difference,
    jobs: z.int(),
    /** What the jobs of this kind would have cost more; negative = less. */
    costMore: amountText,
    sheetsMore: z.int(),
    samples: z.array(replaySample).max(REPLAY_SAMPLES_LIMIT),
  })
  .meta({ id: 'ReplayDifference' })

export const replaySummary = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'canceled']),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** Of the rules that are tried; null = a draft. */
    version: rulesVersionNumber.nullable(),
    against: z.union([z.literal('history'), z.object({ version: rulesVersionNumber.nullable() })]),
    createdAt: z.iso.datetime(),
    by: z.string(),
    progress: z.object({ jobs: z.int(), slices: z.int(), slicesDone: z.int() }),
  })
  .meta({ id: 'ReplaySummary' })
export type ReplaySummary = z.infer<typeof replaySummary>

export const replay = replaySummary
  .extend({
    currency: currencyCode,
    /** Every job is decided again by its own rules first: the same bytes, or the figures below mean less. */
    history: z.object({
      same: z.int(),
      different: z.int(),
      samples: z.array(jobId).max(REPLAY_SAMPLES_LIMIT),
    }),
    before: replayTotals,
    after: replayTotals,
    unchanged: z.int(),
    differences: z.array(replayDifference),
  })
  .meta({ id: 'Replay', description: 'figures grow while the replay is running' })
export type Replay = z.infer<typeof replay>

/** One message of the replay queue: the next step of one slice. */
export const replayMessage = z.object({
  tenantId,
  replayId: ulid,
  slice: z.int().min(0).max(REPLAY_SLICES_LIMIT),
})
export type ReplayMessage = z.infer<typeof replayMessage>
