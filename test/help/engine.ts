/** A fresh, empty table for a test file, on an engine in memory. */

import { startEngine } from '#infra/local/engine.ts'
import type { EngineName } from '#infra/local/engine-commands.ts'
import { makeTable } from '#infra/local/table.ts'
import { TABLE } from '#shared/contracts/wiring.ts'

export interface TestTable {
  readonly endpoint: string
  readonly tableName: string
  stop(): Promise<void>
}

/** Credentials and region are dummies: `{ region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }`. */
export async function startTestTable(name?: EngineName): Promise<TestTable> {
  const engine = await startEngine({ folder: null, engine: name })
  const tableName = 'test'
  await makeTable(engine.endpoint, tableName, {
    KeySchema: [
      { AttributeName: TABLE.partitionKey, KeyType: 'HASH' },
      { AttributeName: TABLE.sortKey, KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: TABLE.partitionKey, AttributeType: 'S' },
      { AttributeName: TABLE.sortKey, AttributeType: 'S' },
    ],
    TimeToLiveSpecification: { AttributeName: TABLE.timeToLive, Enabled: true },
  })
  return { endpoint: engine.endpoint, tableName, stop: () => engine.stop() }
}
