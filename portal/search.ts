/** What stands in a page's URL after `?`, read with care: anything that does not fit is left out. */

/** Where in a list the page begins, and how far it is from the first. */
export interface ListSearch {
  readonly cursor?: string
  readonly page?: number
}

type Loose = Readonly<Record<string, unknown>>
const TEXT_LIMIT = 1_000

export function readListSearch(search: Loose): ListSearch {
  const cursor = readText(search.cursor)
  const page = readNumber(search.page)
  return cursor === undefined ? {} : { cursor, page: Math.max(2, page ?? 2) }
}

/** Texts under the given names. */
export function readTexts<const Key extends string>(
  search: Loose,
  keys: readonly Key[],
): { [Each in Key]?: string } {
  const texts: { [Each in Key]?: string } = {}
  for (const key of keys) {
    const text = readText(search[key])
    if (text !== undefined) texts[key] = text
  }
  return texts
}

/** The router reads `?user=42` as a number; for us it is a name. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string' || value === '' || value.length > TEXT_LIMIT) return undefined
  return value
}

export function readOneOf<Choice extends string>(
  choices: readonly Choice[],
  value: unknown,
): Choice | undefined {
  return choices.find((each) => each === value)
}

export function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}
