/** A table of the template, made in a DynamoDB engine; made again, it stays as it is. */
import { assert } from '#shared/contracts/problem.ts'
import { pause } from './doors.ts'

const READY_TRIES = 100

/** What we read of CloudFormation's `AWS::DynamoDB::Table`. */
export interface TableProperties {
  readonly KeySchema: readonly { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[]
  readonly AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[]
  readonly GlobalSecondaryIndexes?: readonly Record<string, unknown>[]
  readonly TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean }
}

/** Streams, backups, encryption and protection of the template mean nothing on one machine and are left out. */
export async function makeTable(
  endpoint: string,
  tableName: string,
  properties: TableProperties,
): Promise<void> {
  await callEngine(
    endpoint,
    'CreateTable',
    {
      TableName: tableName,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      ...(properties.GlobalSecondaryIndexes === undefined
        ? {}
        : { GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes }),
      BillingMode: 'PAY_PER_REQUEST',
    },
    'ResourceInUseException',
  )
  await awaitActive(endpoint, tableName)
  if (properties.TimeToLiveSpecification?.Enabled === true) {
    // A second time the engine refuses: it is already on.
    await callEngine(
      endpoint,
      'UpdateTimeToLive',
      { TableName: tableName, TimeToLiveSpecification: properties.TimeToLiveSpecification },
      'ValidationException',
    )
  }
}

export async function dropTable(endpoint: string, tableName: string): Promise<void> {
  await callEngine(endpoint, 'DeleteTable', { TableName: tableName }, 'ResourceNotFoundException')
}

async function awaitActive(endpoint: string, tableName: string): Promise<void> {
  for (let attempt = 1; attempt <= READY_TRIES; attempt += 1) {
    const reply = await callEngine(endpoint, 'DescribeTable', { TableName: tableName })
    const table = reply.Table as { TableStatus?: string } | undefined
    if (table?.TableStatus === 'ACTIVE') return
    await pause(20)
  }
  assert(false, `table \`${tableName}\` becomes active`)
}

/** One call in DynamoDB's JSON protocol; an error of type `forgiven` counts as done. */
async function callEngine(
  endpoint: string,
  operation: string,
  input: Record<string, unknown>,
  forgiven?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      // Engines want the shape of a signature and check nothing in it.
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
      'x-amz-date': '20260101T000000Z',
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(10_000),
  })
  const reply = (await response.json()) as Record<string, unknown>
  if (response.ok) return reply
  const type = String(reply.__type ?? '')
  if (forgiven !== undefined && type.endsWith(forgiven)) return reply
  throw new Error(
    `${operation} of the engine: ${type} ${String(reply.message ?? reply.Message ?? '')}`,
  )
}
