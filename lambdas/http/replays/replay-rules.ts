/** Starts a replay: the period is cut into slices, and the queue works on them side by side. */
import { makeUlid } from '#shared/contracts/ids.ts'
import { REPLAY_SLICES_LIMIT } from '#shared/contracts/replay.ts'
import { EMPTY_RULE_SET, type RuleSet } from '#shared/contracts/rules.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { compileRules } from '#shared/decision/cel/compile.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import {
  createReplay,
  loadReplay,
  type ReplayRecord,
  type ReplayRules,
  sendReplaySteps,
} from '../../stores/replays.ts'
import { loadRules } from '../../stores/rules.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { found } from '../found.ts'
import { refuseInvalid } from '../rules/read-rules.ts'
import { makeFindings } from './findings.ts'
import { loadReplayResult } from './present-replay.ts'

const HOUR_MS = 3_600_000
const NO_TAIL = new Uint8Array(10)

export const replayRules: RouteHandler<'replayRules'> = async (call) => {
  const { body, credential, params, now, operation } = call
  const tenant = await loadTenant(params.tenant)
  const { against } = body
  const record: ReplayRecord = {
    id: operation.id,
    canceled: false,
    from: body.from,
    to: body.to,
    createdAt: now,
    by: credential.tokenName,
    currency: tenant.currency,
    slices: countSlices(body),
    slicesDone: 0,
    jobs: 0,
    rules: await loadReplayRules(tenant, body.rules, body.version),
    against:
      against === undefined
        ? null
        : await loadReplayRules(tenant, against.document, against.version),
  }
  await createReplay(tenant.id, record, makeSlices(record))
  const steps = Array.from({ length: record.slices }, (_, slice) => slice)
  await sendReplaySteps(steps.map((slice) => ({ tenantId: tenant.id, replayId: record.id, slice })))
  return loadReplayResult(tenant.id, found(await loadReplay(tenant.id, record.id)))
}

/** Throws `rules-invalid`, `not-found`. */
async function loadReplayRules(
  tenant: Tenant,
  document: RuleSet | undefined,
  version: number | undefined,
): Promise<ReplayRules> {
  if (document !== undefined) {
    const { problems } = compileRules(document)
    refuseInvalid(problems === null ? { document, problems } : { document: null, problems })
    return { version: null, document }
  }
  const wanted = version ?? tenant.rulesVersion
  if (wanted === null) return { version: null, document: EMPTY_RULE_SET }
  const saved = found(await loadRules(tenant.id, wanted))
  return { version: wanted, document: saved.document }
}

/** An hour at least: shorter slices cost more than they save. */
function countSlices({ from, to }: { from: string; to: string }): number {
  const hours = Math.ceil((Date.parse(to) - Date.parse(from)) / HOUR_MS)
  return Math.min(REPLAY_SLICES_LIMIT, hours)
}

function makeSlices(record: ReplayRecord) {
  return Array.from({ length: record.slices }, (_, number) => ({
    number,
    cursor: sliceStart(record, number),
    version: 0,
    found: makeFindings(),
  }))
}

/** Ids of jobs begin with their time. */
export function sliceStart({ from, to, slices }: ReplayRecord, number: number): string {
  const startMs = Date.parse(from)
  const lengthMs = (Date.parse(to) - startMs) / slices
  return makeUlid(Math.floor(startMs + number * lengthMs), NO_TAIL)
}
