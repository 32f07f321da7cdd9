/** How rows of the audit log hang together, apart from their schema, so that a browser can check them. */

/** `previous` of the first row. */
export const FIRST_HASH = '0'.repeat(64)

/** What `hash` is made of: canonical JSON (RFC 8785) of everything in the row but `hash`. */
export function canonicalText(row: object): string {
  return canonical(row)
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
  return `{${members.join(',')}}`
}
