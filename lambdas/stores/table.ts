/** The one table: five ways to read and write it, each bounded; the only place that speaks to DynamoDB. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type ReturnConsumedCapacity,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { assert } from '#shared/contracts/problem.ts'
import { ENV, TABLE } from '#shared/contracts/wiring.ts'
import { CLIENT_LIMITS, loadEnv } from './doors.ts'
import { type Item, makeExpressions, makePlaceholders, type Write } from './expressions.ts'
import type { Key } from './keys.ts'
import { tryRepeatedly } from './retry.ts'

/** One a container, with connections kept open. Endpoint and region come from the SDK's own environment names. */
export const client = new DynamoDBClient(CLIENT_LIMITS)

const BATCH_LIMIT = 100
const BATCH_TRIES_LIMIT = 10

/** Told after every call when set: units as DynamoDB bills them. */
type Meter = (operation: 'read' | 'write', units: number) => void
let meter: Meter | null = null
export function setMeter(next: Meter | null): void {
  meter = next
}

/** A condition did not hold: per write what was found instead, `undefined` where the condition held. */
export interface Lost {
  readonly found: readonly (Item | null | undefined)[]
}

export async function loadItem(key: Key, reading: 'consistent' | 'eventual'): Promise<Item | null> {
  const reply = await tryRepeatedly(() =>
    client.send(
      new GetItemCommand({
        TableName: loadEnv(ENV.tableName),
        Key: marshall(key),
        ConsistentRead: reading === 'consistent',
        ...metered(),
      }),
    ),
  )
  count('read', reply.ConsumedCapacity)
  return reply.Item === undefined ? null : readItem(reply.Item)
}

/** Eventually consistent; the answer has the order of the keys, null where nothing was found. */
export async function loadItems(keys: readonly Key[]): Promise<readonly (Item | null)[]> {
  const found = new Map<string, Item>()
  for (let start = 0; start < keys.length; start += BATCH_LIMIT) {
    await loadBatch(keys.slice(start, start + BATCH_LIMIT), found)
  }
  return keys.map((key) => found.get(textOf(key)) ?? null)
}

/** null = written; else the condition did not hold, and this is what was there. */
export async function saveItem(write: Write): Promise<Lost | null> {
  const tableName = loadEnv(ENV.tableName)
  const request = { TableName: tableName, ...describe(write), ...metered() }
  try {
    const reply = await tryRepeatedly(() => {
      switch (write.kind) {
        case 'put':
          return client.send(new PutItemCommand({ ...request, Item: itemOf(write) }))
        case 'update':
          return client.send(new UpdateItemCommand({ ...request, Key: marshall(write.key) }))
        case 'delete':
          return client.send(new DeleteItemCommand({ ...request, Key: marshall(write.key) }))
      }
    })
    count('write', reply.ConsumedCapacity)
    return null
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return { found: [error.Item === undefined ? null : readItem(error.Item)] }
  }
}

/** All or nothing. null = written; else at least one condition did not hold. */
export async function saveTogether(writes: readonly Write[]): Promise<Lost | null> {
  const items = writes.map(makeTransactItem)
  try {
    const reply = await tryRepeatedly(() =>
      client.send(new TransactWriteItemsCommand({ TransactItems: items, ...metered() })),
    )
    count('write', reply.ConsumedCapacity)
    return null
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    return { found: readLosses(error) }
  }
}

export interface Page {
  readonly items: readonly Item[]
  /** Sort key to go on after; null = there is no more. */
  readonly after: string | null
}

/** One page of a partition, eventually consistent unless asked otherwise; `above` and `below` are sort keys and excluded. */
export async function loadPage(request: {
  readonly partition: string
  readonly limit: number
  readonly backwards: boolean
  readonly after?: string | null
  readonly consistent?: boolean
  /** Only sort keys below this one. */
  readonly below?: string
  /** Only sort keys above this one. */
  readonly above?: string
  /** Only sort keys that begin so; instead of `above` and `below`. */
  readonly beginning?: string
  /** Only rows with one of these values; rows left out are still read. */
  readonly only?: { readonly attribute: string; readonly values: readonly string[] }
}): Promise<Page> {
  const { name, value, collected } = makePlaceholders()
  const keyConditions = [
    `${name(TABLE.partitionKey)} = ${value(request.partition)}`,
    ...makeRange(request, () => name(TABLE.sortKey), value),
  ]
  const only = request.only
  const filter =
    only && `${name(only.attribute)} IN (${only.values.map((one) => value(one)).join(', ')})`
  const { names, values } = collected()
  const reply = await tryRepeatedly(() =>
    client.send(
      new QueryCommand({
        TableName: loadEnv(ENV.tableName),
        KeyConditionExpression: keyConditions.join(' AND '),
        FilterExpression: filter,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        Limit: request.limit,
        ScanIndexForward: !request.backwards,
        ConsistentRead: request.consistent ?? false,
        ...(request.after
          ? { ExclusiveStartKey: marshall({ pk: request.partition, sk: request.after }) }
          : {}),
        ...metered(),
      }),
    ),
  )
  count('read', reply.ConsumedCapacity)
  const last = reply.LastEvaluatedKey?.[TABLE.sortKey]?.S
  return { items: (reply.Items ?? []).map(readItem), after: last ?? null }
}

/** One condition at most, as DynamoDB demands. Bounds are excluded where no row has exactly that key. */
function makeRange(
  { above, below, beginning }: { above?: string; below?: string; beginning?: string },
  key: () => string,
  value: (one: string) => string,
): readonly string[] {
  if (beginning !== undefined) return [`begins_with(${key()}, ${value(beginning)})`]
  if (above !== undefined && below !== undefined) {
    return [`${key()} BETWEEN ${value(above)} AND ${value(below)}`]
  }
  if (above !== undefined) return [`${key()} > ${value(above)}`]
  return below === undefined ? [] : [`${key()} < ${value(below)}`]
}

/** DynamoDB may answer a part of a batch; the rest is asked for again, a bounded number of times. */
async function loadBatch(keys: readonly Key[], found: Map<string, Item>): Promise<void> {
  const tableName = loadEnv(ENV.tableName)
  let open: Record<string, AttributeValue>[] = keys.map((key) => marshall(key))
  for (let attempt = 0; open.length > 0; attempt++) {
    assert(attempt < BATCH_TRIES_LIMIT, 'a batch is read in a bounded number of tries')
    const reply = await tryRepeatedly(() =>
      client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: open } }, ...metered() }),
      ),
    )
    count('read', ...(reply.ConsumedCapacity ?? []))
    for (const attributes of reply.Responses?.[tableName] ?? []) {
      found.set(
        textOf({ pk: attributes.pk?.S ?? '', sk: attributes.sk?.S ?? '' }),
        readItem(attributes),
      )
    }
    open = reply.UnprocessedKeys?.[tableName]?.Keys ?? []
  }
}

function makeTransactItem(write: Write): TransactWriteItem {
  const request = { TableName: loadEnv(ENV.tableName), ...describe(write) }
  switch (write.kind) {
    case 'put':
      return { Put: { ...request, Item: itemOf(write) } }
    case 'update':
      return {
        Update: {
          ...request,
          Key: marshall(write.key),
          UpdateExpression: request.UpdateExpression!,
        },
      }
    case 'delete':
      return { Delete: { ...request, Key: marshall(write.key) } }
  }
}

function describe(write: Write) {
  const { update, condition, names, values } = makeExpressions(write)
  return {
    UpdateExpression: update,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  }
}

function itemOf(write: Write & { kind: 'put' }): Record<string, AttributeValue> {
  return marshall({ ...write.key, ...write.item })
}

/** A transaction that was canceled for anything but its conditions is thrown on. */
function readLosses(error: TransactionCanceledException): readonly (Item | null | undefined)[] {
  const reasons = error.CancellationReasons ?? []
  if (!reasons.some((reason) => reason.Code === 'ConditionalCheckFailed')) throw error
  return reasons.map((reason) => {
    if (reason.Code !== 'ConditionalCheckFailed') return undefined
    return reason.Item === undefined ? null : readItem(reason.Item)
  })
}

function readItem(attributes: Record<string, AttributeValue>): Item {
  return unmarshall(attributes, { wrapNumbers: readNumber })
}

/** Small numbers stay numbers; what a double cannot hold becomes a bigint. */
function readNumber(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text) ? number : BigInt(text)
}

function textOf(key: Key): string {
  return `${key.pk}\n${key.sk}`
}

function metered(): { ReturnConsumedCapacity?: ReturnConsumedCapacity } {
  return meter === null ? {} : { ReturnConsumedCapacity: 'TOTAL' }
}

function count(
  operation: 'read' | 'write',
  ...capacities: (ConsumedCapacity | ConsumedCapacity[] | undefined)[]
): void {
  if (meter === null) return
  for (const one of capacities.flat()) meter(operation, one?.CapacityUnits ?? 0)
}
