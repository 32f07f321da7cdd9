/** Reads attributes of our own items: a wrong type is our fault, not the world's. */
import { assert } from '#shared/contracts/problem.ts'
import type { Item } from './expressions.ts'

export function text(item: Item, name: string): string {
  const value = item[name]
  assert(typeof value === 'string', `\`${name}\` of an item is text`)
  return value
}

export function textOrNull(item: Item, name: string): string | null {
  return item[name] === undefined || item[name] === null ? null : text(item, name)
}

export function numberOrNull(item: Item, name: string): number | null {
  const value = item[name]
  if (value === undefined || value === null) return null
  assert(typeof value === 'number', `\`${name}\` of an item is a number`)
  return value
}

export function flag(item: Item, name: string): boolean {
  const value = item[name]
  assert(typeof value === 'boolean', `\`${name}\` of an item is true or false`)
  return value
}

/** Whole minor units. */
export function money(item: Item, name: string): bigint {
  const value = item[name]
  assert(
    typeof value === 'number' || typeof value === 'bigint',
    `\`${name}\` of an item is an amount`,
  )
  return BigInt(value)
}

/** A set of texts, sorted; a set that lost its last member is not there. */
export function texts(item: Item, name: string): readonly string[] {
  const value = item[name]
  if (value === undefined) return []
  assert(value instanceof Set, `\`${name}\` of an item is a set of texts`)
  return [...(value as Set<string>)].sort()
}
