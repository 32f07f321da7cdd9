/** What a form would change. */

/** Only what differs travels, so that two admins who change different things do not undo each other. */
export function changesOf<Value extends object>(stored: Value, typed: Value): Partial<Value> {
  const keys = Object.keys(typed) as (keyof Value)[]
  const changed = keys.filter((key) => JSON.stringify(stored[key]) !== JSON.stringify(typed[key]))
  return Object.fromEntries(changed.map((key) => [key, typed[key]])) as Partial<Value>
}
