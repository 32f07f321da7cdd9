/** Rule sets: every version is a row that never changes, packed; the tenant's row names the one in force. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { assert, Problem } from '#shared/contracts/problem.ts'
import { RULES_LIMITS, type RuleSet } from '#shared/contracts/rules.ts'
import { text } from './attributes.ts'
import type { Condition, Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveItem, saveTogether } from './table.ts'

export interface SavedRules {
  readonly version: number
  readonly savedAt: string
  readonly savedBy: string
  readonly comment: string
  readonly rules: number
  readonly cases: number
}

export interface RulesWithText extends SavedRules {
  readonly document: RuleSet
  /** As it was written, comments and all; null when it came as JSON. */
  readonly yaml: string | null
}

/** An item may have 400 KB; the rest of it is small. */
const PACKED_LIMIT_BYTES = 390_000
const DOCUMENTS_KEPT = 50
const VERSION_DIGITS = 9

/** Versions never change, so what was loaded once holds for ever; the oldest makes room. */
const loaded = new Map<string, RuleSet>()

/** For decisions. `version` is one that the tenant's row named, so it exists. */
export async function loadRuleSet(tenantId: string, version: number): Promise<RuleSet> {
  const key = `${tenantId}.${version}`
  const known = loaded.get(key)
  if (known !== undefined) return known
  const found = await loadRules(tenantId, version)
  assert(found !== null, 'the rule set in force was saved')
  const oldest = loaded.keys().next().value
  if (loaded.size >= DOCUMENTS_KEPT && oldest !== undefined) loaded.delete(oldest)
  loaded.set(key, found.document)
  return found.document
}

export async function loadRules(tenantId: string, version: number): Promise<RulesWithText | null> {
  const item = await loadItem(keys.rules(tenantId, formatVersion(version)), 'consistent')
  return item === null ? null : readWithText(item)
}

/** The version that was saved last; null = none was. */
export async function loadNewestRules(tenantId: string): Promise<RulesWithText | null> {
  const partition = partitions.rules(tenantId)
  const page = await loadPage({ partition, limit: 1, backwards: true, consistent: true })
  const [item] = page.items
  return item === undefined ? null : readWithText(item)
}

/** Newest first. */
export async function loadRulesPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.rules(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readSaved), after: page.after }
}

/**
 * The version that this write saved, also when it is repeated and others saved since; null = somebody else saved that
 * version first. `operation`: id of the write.
 */
export async function createRules(
  tenantId: string,
  operation: string,
  rules: RulesWithText,
): Promise<number | null> {
  const { version, document, yaml, ...saved } = rules
  const packed = pack(JSON.stringify(document))
  const packedYaml = yaml === null ? null : pack(yaml)
  if (packed.length + (packedYaml?.length ?? 0) > PACKED_LIMIT_BYTES) {
    throw new Problem('rules-invalid', `the rule set is larger than can be kept, even compressed`)
  }
  const when = [{ is: 'absent' }] as const
  const lost = await saveTogether([
    {
      kind: 'put',
      key: keys.rules(tenantId, formatVersion(version)),
      item: { ...saved, packed, ...(packedYaml === null ? {} : { packedYaml }) },
      when,
    },
    { kind: 'put', key: keys.rulesOperation(tenantId, operation), item: { version }, when },
  ])
  if (lost === null) return version
  const before = lost.found[1]
  return before ? Number(before.version) : null
}

/** Puts a version in force if `before` still is; false = another is in force by now. */
export async function activateRules(
  tenantId: string,
  before: number | null,
  version: number,
): Promise<boolean> {
  const same: Condition = { is: 'equal', attribute: 'rulesVersion', value: before }
  if (await saveActive(tenantId, version, same)) return true
  // A tenant that was created before there were rules has no such attribute at all.
  if (before !== null) return false
  return saveActive(tenantId, version, { is: 'unset', attribute: 'rulesVersion' })
}

async function saveActive(tenantId: string, version: number, same: Condition): Promise<boolean> {
  const lost = await saveItem({
    kind: 'update',
    key: keys.tenant(tenantId),
    set: { rulesVersion: version },
    when: [{ is: 'present' }, same],
  })
  return lost === null
}

/** Sorted as text as they are as numbers. */
function formatVersion(version: number): string {
  return String(version).padStart(VERSION_DIGITS, '0')
}

function readSaved(item: Item): SavedRules {
  return {
    version: Number(text(item, 'sk')),
    savedAt: text(item, 'savedAt'),
    savedBy: text(item, 'savedBy'),
    comment: text(item, 'comment'),
    rules: Number(item.rules),
    cases: Number(item.cases),
  }
}

function readWithText(item: Item): RulesWithText {
  return {
    ...readSaved(item),
    document: JSON.parse(unpack(item.packed)) as RuleSet,
    yaml: item.packedYaml === undefined ? null : unpack(item.packedYaml),
  }
}

function pack(content: string): Uint8Array {
  return deflateRawSync(content)
}

function unpack(packed: unknown): string {
  assert(packed instanceof Uint8Array, 'a rule set is packed')
  const maxOutputLength = 4 * RULES_LIMITS.documentBytes
  return inflateRawSync(packed, { maxOutputLength }).toString('utf8')
}
