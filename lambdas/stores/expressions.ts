/** Turns plain descriptions of writes into DynamoDB's expressions: names and values only ever as `#n` and `:v`. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { assert } from '#shared/contracts/problem.ts'
import { TABLE } from '#shared/contracts/wiring.ts'
import type { Key } from './keys.ts'

/** Attributes without the key. */
export type Item = Readonly<Record<string, unknown>>

export type Condition =
  | { readonly is: 'absent' }
  | { readonly is: 'present' }
  | { readonly is: 'unset'; readonly attribute: string }
  | { readonly is: 'equal'; readonly attribute: string; readonly value: unknown }
  | { readonly is: 'at-least'; readonly attribute: string; readonly value: unknown }
  | { readonly is: 'above'; readonly attribute: string; readonly value: unknown }

export interface Put {
  readonly kind: 'put'
  readonly key: Key
  readonly item: Item
  readonly when: readonly Condition[]
}

export interface Update {
  readonly kind: 'update'
  readonly key: Key
  readonly set?: Item
  /** Adds to a number, or members to a set of texts. */
  readonly add?: Readonly<Record<string, bigint | ReadonlySet<string>>>
  /** Takes members out of sets of texts. */
  readonly take?: Readonly<Record<string, ReadonlySet<string>>>
  readonly when: readonly Condition[]
}

/** What is not there is deleted already, unless `when` says otherwise. */
export interface Delete {
  readonly kind: 'delete'
  readonly key: Key
  readonly when: readonly Condition[]
}

/** All conditions of `when` must hold. */
export type Write = Put | Update | Delete

export interface Expressions {
  readonly update: string | undefined
  readonly condition: string | undefined
  readonly names: Record<string, string> | undefined
  readonly values: Record<string, AttributeValue> | undefined
}

export function makeExpressions(write: Write): Expressions {
  const placeholders = makePlaceholders()
  const update = write.kind === 'update' ? makeUpdate(write, placeholders) : undefined
  const condition = write.when.map((one) => makeCondition(one, placeholders)).join(' AND ')
  return {
    update,
    condition: condition === '' ? undefined : condition,
    ...placeholders.collected(),
  }
}

export interface Placeholders {
  name(attribute: string): string
  value(value: unknown): string
  collected(): Pick<Expressions, 'names' | 'values'>
}

export function makePlaceholders(): Placeholders {
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  let count = 0
  return {
    name(attribute) {
      const name = `#n${count++}`
      names[name] = attribute
      return name
    },
    value(value) {
      const name = `:v${count++}`
      values[name] = value
      return name
    },
    collected: () => ({
      names: Object.keys(names).length === 0 ? undefined : names,
      values: Object.keys(values).length === 0 ? undefined : marshall(values),
    }),
  }
}

function makeUpdate(write: Update, { name, value }: Placeholders): string {
  const sets = Object.entries(write.set ?? {}).map(([key, one]) => `${name(key)} = ${value(one)}`)
  const adds = Object.entries(write.add ?? {}).map(([key, one]) => `${name(key)} ${value(one)}`)
  const takes = Object.entries(write.take ?? {}).map(([key, one]) => `${name(key)} ${value(one)}`)
  assert(sets.length + adds.length + takes.length > 0, 'an update changes something')
  return [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    adds.length > 0 ? `ADD ${adds.join(', ')}` : '',
    takes.length > 0 ? `DELETE ${takes.join(', ')}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function makeCondition(condition: Condition, { name, value }: Placeholders): string {
  switch (condition.is) {
    case 'absent':
      return `attribute_not_exists(${name(TABLE.partitionKey)})`
    case 'present':
      return `attribute_exists(${name(TABLE.partitionKey)})`
    case 'unset':
      return `attribute_not_exists(${name(condition.attribute)})`
    case 'equal':
      return `${name(condition.attribute)} = ${value(condition.value)}`
    case 'at-least':
      return `${name(condition.attribute)} >= ${value(condition.value)}`
    case 'above':
      return `${name(condition.attribute)} > ${value(condition.value)}`
  }
}
