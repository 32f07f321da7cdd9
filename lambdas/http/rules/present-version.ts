/** A saved rule set as the API shows it. */
import type { RulesVersion } from '#shared/contracts/rule-versions.ts'
import type { SavedRules } from '../../stores/rules.ts'

export function presentVersion(saved: SavedRules, activeVersion: number | null): RulesVersion {
  const { version, savedAt, savedBy, comment, rules, cases } = saved
  const active = version === activeVersion
  return { version, active, savedAt, savedBy, comment, rules, cases }
}
