/** Puts rules and cases behind those of a text, which keeps its comments. */
import { isMap, isSeq, parseDocument } from 'yaml'

/** The text with the rules and cases of another behind its own; what is there already under its name stays. */
export function insertRules(text: string, more: string): string {
  const before = parseDocument(text)
  if (text.trim() === '' || !isMap(before.contents)) return more
  const added = parseDocument(more)
  for (const [list, name] of [
    ['rules', 'id'],
    ['cases', 'name'],
  ] as const) {
    const items = added.get(list)
    if (!isSeq(items)) continue
    if (!isSeq(before.get(list))) before.set(list, before.createNode([]))
    const place = before.get(list)
    if (!isSeq(place)) continue
    place.flow = false
    const known = new Set(place.items.map((each) => (isMap(each) ? each.get(name) : null)))
    place.items.push(...items.items.filter((each) => isMap(each) && !known.has(each.get(name))))
  }
  return before.toString({ lineWidth: 0 })
}
