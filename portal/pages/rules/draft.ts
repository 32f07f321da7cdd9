/** The rule set that is being written: kept while its person walks through the portal, until it is saved or thrown away. */
import { useSyncExternalStore } from 'react'

export interface RulesDraft {
  /** YAML. */
  readonly text: string
  /** What it was made from; 0 = nothing was saved yet. */
  readonly baseVersion: number
  readonly baseText: string
}

const listeners = new Set<() => void>()
const drafts = new Map<string, RulesDraft>()

/** null = nothing was opened yet. `owner` tells people and tenants apart who share a tab. */
export const useRulesDraft = (owner: string): RulesDraft | null =>
  useSyncExternalStore(subscribe, () => drafts.get(owner) ?? null)

/** null forgets it. */
export function keepDraft(owner: string, draft: RulesDraft | null): void {
  if (draft === null) drafts.delete(owner)
  else drafts.set(owner, draft)
  for (const listener of listeners) listener()
}

export const isChanged = ({ text, baseText }: RulesDraft): boolean => text !== baseText

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
