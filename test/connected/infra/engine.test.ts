import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestTable } from '#help/engine.ts'
import { type Engine, startEngine } from '#infra/local/engine.ts'
import { makeTable } from '#infra/local/table.ts'

const properties = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
} as const

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 10,
  })

describe('engine', () => {
  const cleanups: (() => unknown)[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  it('gives a fresh table with time to live', async () => {
    const table = await startTestTable()
    cleanups.push(() => table.stop())
    const ttl = await clientOf(table.endpoint).send(
      new DescribeTimeToLiveCommand({ TableName: table.tableName }),
    )
    expect(ttl.TimeToLiveDescription).toMatchObject({ AttributeName: 'expiresAt' })
  })

  it('keeps its items and its port when its process is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'engine-'))
    cleanups.push(() => rmSync(folder, { recursive: true }))
    const engine: Engine = await startEngine({ folder })
    cleanups.push(() => engine.stop())
    await makeTable(engine.endpoint, 'things', properties)
    const client = clientOf(engine.endpoint)
    const key = { pk: { S: 'é€🎒' }, sk: { S: '1' } }
    await client.send(new PutItemCommand({ TableName: 'things', Item: key }))

    const before = engine.pid
    process.kill(before!, 'SIGKILL')
    await expect.poll(() => engine.pid, { timeout: 10_000 }).not.toBe(before)
    await expect.poll(() => engine.pid, { timeout: 10_000 }).toBeTypeOf('number')
    await makeTable(engine.endpoint, 'things', properties)

    const found = await client.send(new GetItemCommand({ TableName: 'things', Key: key }))
    expect(found.Item).toEqual(key)
  })

  it.runIf(process.platform === 'linux')('never outlives the process that started it', async () => {
    const program = `
      import { startEngine } from '#infra/local/engine.ts'
      const engine = await startEngine({ folder: null })
      process.stdout.write(String(engine.pid))
      setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(parent.stdout, 'data')
    parent.kill('SIGKILL')
    const isAlive = () => {
      try {
        return process.kill(Number(said), 0)
      } catch {
        return false
      }
    }
    await expect.poll(isAlive, { timeout: 10_000 }).toBe(false)
  })

  it('starts nothing when an endpoint is given', async () => {
    const engine = await startEngine({ folder: null, endpoint: 'http://127.0.0.1:1' })
    expect(engine).toMatchObject({ endpoint: 'http://127.0.0.1:1', pid: null })
  })
})
