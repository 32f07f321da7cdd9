/** Saves a rule set as the next version: one that compiles, and comes into force only when that is asked for. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RuleSet } from '#shared/contracts/rules.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { createRules, loadNewestRules, loadRules, type RulesWithText } from '../../stores/rules.ts'
import { found } from '../found.ts'
import { bringIntoForce } from './activate-rules.ts'
import { presentVersion } from './present-version.ts'
import { proveCases } from './prove-cases.ts'
import { readIfMatch, readRules, refuseInvalid } from './read-rules.ts'

const TRIES_LIMIT = 5

export const putRules: RouteHandler<'putRules'> = async (call) => {
  const seen = readIfMatch(call.event)
  const { text, isYaml, read } = readRules(call)
  const document = refuseInvalid(read)
  // Before it is saved: a save that was to bring it into force and cannot changes nothing.
  if (call.query.activate) proveCases(document)
  const saved = await saveNext(call, seen, { document, yaml: isYaml ? text : null })
  const activeVersion = call.query.activate
    ? await bringIntoForce(call.params.tenant, saved.version)
    : null
  return presentVersion(saved, activeVersion)
}

async function saveNext(
  call: Call<'putRules'>,
  seen: number | null,
  content: { readonly document: RuleSet; readonly yaml: string | null },
): Promise<RulesWithText> {
  const { tenant } = call.params
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const version = (await loadNewestRules(tenant))?.version ?? 0
    if (seen !== null && seen > version) throw savedSince(version)
    const next = makeVersion(call, (seen ?? version) + 1, content)
    const saved = await createRules(tenant, call.operation.id, next)
    // Of a write that is repeated, because its reply was lost, the version that it saved then.
    if (saved !== null) return saved === next.version ? next : found(await loadRules(tenant, saved))
    if (seen !== null) throw savedSince(version)
  }
  throw new Problem('too-busy')
}

function savedSince(version: number): Problem {
  return new Problem('version-changed', `the newest version is \`${version}\``)
}

function makeVersion(
  { operation, credential, query }: Call<'putRules'>,
  version: number,
  content: { readonly document: RuleSet; readonly yaml: string | null },
): RulesWithText {
  return {
    version,
    savedAt: formatTime(operation.timeMs),
    savedBy: credential.tokenName,
    comment: query.comment,
    rules: content.document.rules.length,
    cases: content.document.cases.length,
    ...content,
  }
}
