// Lists, reports and the overview of a small tenant and of a large one: time and DynamoDB units of a page.
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { keys } from '#lambdas/stores/keys.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import {
  makeFacts,
  makeOutcome,
  START_MS,
  type Stage,
  startStage,
} from '../connected/lambdas/stage.ts'
import { median, type Report } from './report.ts'

const SMALL_JOBS = 2_000
const JOBS = 200_000
const USERS = 20_000
const PRINTERS = 200
const DAYS = 7
const DAY_MS = 86_400_000
const ROUNDS = 15
const TARGET_MS = 300
const WRITES_AT_ONCE = 8
const BATCH_LENGTH = 25

/** What a page asks for first; the last ones fit few jobs or none, so they look at as many rows as they may. */
const PAGES = [
  'jobs',
  'jobs?user=user7',
  'jobs?printer=printer7',
  'jobs?from=2027-02-25T00:00:00Z&to=2027-02-26T00:00:00Z',
  'jobs?minCost=0.50&state=completed',
  'jobs?document=nothing-is-called-so',
  'users',
  'users?beginning=user19',
  'reports/summary',
  'reports/users',
  'reports/printers',
  'reports/print-log?user=user7',
  'overview',
] as const

export async function benchLists(report: Report): Promise<void> {
  const stage = await startStage()
  try {
    const seed = await prepare(stage)
    await seed(0, SMALL_JOBS)
    const small = await measure(stage)
    const startedMs = performance.now()
    await seed(SMALL_JOBS, JOBS)
    const perSecond = JOBS / ((performance.now() - startedMs) / 1_000)
    report({
      name: 'lists: jobs seeded',
      value: perSecond,
      unit: '1/s',
      against: null,
      ratio: null,
      n: JOBS,
    })
    const large = await measure(stage)
    for (const page of PAGES) {
      const [before, after] = [small.get(page), large.get(page)]
      if (before === undefined || after === undefined) continue
      report({
        name: `lists: ${page}`,
        value: after.ms,
        unit: 'ms',
        against: `the target of ${TARGET_MS} ms`,
        ratio: after.ms / TARGET_MS,
        n: ROUNDS,
      })
      report({
        name: `lists: ${page}, read units`,
        value: after.units,
        unit: 'RCU',
        against: `${SMALL_JOBS} jobs instead of ${JOBS}: ${before.units} RCU`,
        ratio: after.units / before.units,
        n: 1,
      })
    }
  } finally {
    await stage.stop()
  }
}

/** One real job and one real user, so that the copies have every attribute. */
async function prepare(stage: Stage): Promise<(first: number, count: number) => Promise<void>> {
  const tenant = stage.partner.tenants[0]
  const device = await stage.enroll(tenant, 'main')
  const path = `/v1/tenants/${tenant.id}`
  stage.clock.ms = START_MS - DAYS * DAY_MS
  const facts = makeFacts('seed', { createdAt: new Date(stage.clock.ms).toISOString() })
  await stage.ask(device, facts)
  await stage.report(device, [makeOutcome(facts.jobId)])
  const client = new DynamoDBClient({})
  const load = async (key: { pk: string; sk: string }) =>
    (
      await client.send(
        new GetItemCommand({ TableName: process.env[ENV.tableName], Key: marshall(key) }),
      )
    ).Item ?? {}
  const job = await load(keys.job(tenant.id, facts.jobId))
  const user = await load(keys.user(tenant.id, 'alice'))
  const account = await load(keys.account(tenant.id, 'user:alice'))
  await stage.call(tenant.admin, 'GET', `${path}/overview`)
  const people = Array.from({ length: USERS }, (_, index) => {
    const name = `user${index}`
    return [
      { ...user, ...marshall(keys.user(tenant.id, name)) },
      { ...account, ...marshall(keys.account(tenant.id, `user:${name}`)) },
    ]
  })
  await write(client, people.flat())
  stage.clock.ms = START_MS
  return async (first, count) => {
    const step = 50_000
    for (let from = first; from < count; from += step) {
      const numbers = Array.from({ length: Math.min(step, count - from) }, (_, i) => from + i)
      await write(
        client,
        numbers.flatMap((number) => makeRows(tenant.id, job, number, count)),
      )
    }
    // As the schedule would have done day by day.
    while ((await stage.rollUp()).behind > 0);
  }
}

/** Spread over the days; the last hour is left alone, as on a quiet evening. */
function makeRows(
  tenantId: string,
  job: Record<string, AttributeValue>,
  number: number,
  count: number,
): Record<string, AttributeValue>[] {
  const spread = DAYS * DAY_MS - 2 * 3_600_000
  const timeMs = START_MS - DAYS * DAY_MS + Math.floor((number / count) * spread)
  const tail = new Uint8Array(10)
  new DataView(tail.buffer).setUint32(4, number)
  const id = makeUlid(timeMs, tail)
  const name = `user${(number * 7_919) % USERS}`
  const own = marshall({ user: name, printerId: `printer${(number * 31) % PRINTERS}@main` })
  return [
    { ...job, ...own, ...marshall(keys.job(tenantId, id)) },
    marshall(keys.userJob(tenantId, name, id)),
  ]
}

async function write(
  client: DynamoDBClient,
  rows: Record<string, AttributeValue>[],
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < rows.length) {
      const batch = rows.slice(next, next + BATCH_LENGTH)
      next += BATCH_LENGTH
      const requests = batch.map((Item) => ({ PutRequest: { Item } }))
      const table = process.env[ENV.tableName] ?? ''
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }))
    }
  }
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, worker))
}

async function measure(stage: Stage): Promise<Map<string, { ms: number; units: number }>> {
  const tenant = stage.partner.tenants[0]
  const found = new Map<string, { ms: number; units: number }>()
  for (const page of PAGES) {
    const ask = () => stage.call(tenant.admin, 'GET', `/v1/tenants/${tenant.id}/${page}`)
    let units = 0
    stage.lambdas.table.setMeter((operation, count) => {
      if (operation === 'read') units += count
    })
    const { status, text } = await ask()
    stage.lambdas.table.setMeter(null)
    if (status !== 200) throw new Error(`${page}: ${status} ${text}`)
    const samples: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const startedMs = performance.now()
      await ask()
      samples.push(performance.now() - startedMs)
    }
    found.set(page, { ms: median(samples), units })
  }
  return found
}
