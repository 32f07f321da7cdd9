// biome-ignore-all lint/suspicious/noThenProperty: a rule's own word; a rule is data and never awaited
// Past jobs replayed per second in one process, reads included, and memory that does not grow with their number.

import { makeDecisionInput as makeInput } from '#help/decision-input.ts'
import { startTestTable } from '#help/engine.ts'
import type { DecisionInput } from '#shared/contracts/decision.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { ENV, TABLE } from '#shared/contracts/wiring.ts'
import { makeFacts } from './asking.ts'
import type { Report } from './report.ts'

const JOBS = 100_000
const TARGET_PER_SECOND = 5_000
/** BatchWriteItem takes so many. */
const WRITES = 25
const WRITERS = 8
const TENANT = makeUlid(Date.UTC(2026, 0, 1), new Uint8Array(10))
const START_MS = Date.UTC(2026, 5, 1)
const DRAFT = {
  rules: [
    { id: 'no-color', when: 'job.colorSides > 4', then: [{ do: 'refuse', message: 'no color' }] },
    { id: 'both-sides', when: 'job.sides > 10', then: [{ do: 'convert', duplex: true }] },
  ],
  cases: [],
}

export async function benchReplay(report: Report): Promise<void> {
  const table = await startTestTable()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    [ENV.tableName]: table.tableName,
  })
  try {
    await writeHistory(table.tableName)
    const { replaySlice } = await import('#lambdas/queue/replays/replay-slice.ts')
    const { makeFindings } = await import('#lambdas/http/replays/findings.ts')
    const replay = {
      id: TENANT,
      canceled: false,
      from: new Date(START_MS - 1).toISOString(),
      to: new Date(START_MS + JOBS + 1).toISOString(),
      createdAt: new Date(START_MS).toISOString(),
      by: 'bench',
      currency: 'EUR',
      slices: 1,
      slicesDone: 0,
      jobs: 0,
      rules: { version: null, document: DRAFT as never },
      against: null,
    }
    const found = makeFindings()
    let cursor: string | null = makeUlid(START_MS - 1, new Uint8Array(10))
    let jobs = 0
    let firstBytes = 0
    let mostBytes = 0
    const startedMs = performance.now()
    const cpu = process.cpuUsage()
    while (cursor !== null) {
      const slice = { number: 0, version: 0, found, cursor }
      const step = await replaySlice(TENANT, replay, slice, START_MS)
      cursor = step.cursor
      jobs += step.jobs
      const bytes = process.memoryUsage.rss()
      if (firstBytes === 0 && jobs >= JOBS / 10) firstBytes = bytes
      mostBytes = Math.max(mostBytes, bytes)
    }
    const seconds = (performance.now() - startedMs) / 1_000
    const used = process.cpuUsage(cpu)
    const perSecond = jobs / seconds
    const perCore = jobs / ((used.user + used.system) / 1e6)
    if (jobs !== JOBS || found.same !== JOBS) throw new Error(`${jobs} jobs, ${found.same} same`)
    const target = `the target of ${TARGET_PER_SECOND}/s`
    const rows = [
      [
        'replay: past jobs per second of one core, reads included',
        perCore,
        '1/s',
        target,
        perCore / TARGET_PER_SECOND,
      ],
      [
        'replay: past jobs per second, wall clock',
        perSecond,
        '1/s',
        target,
        perSecond / TARGET_PER_SECOND,
      ],
      [
        'replay: memory at the end, of that after a tenth',
        mostBytes / 2 ** 20,
        'MiB',
        `${Math.round(firstBytes / 2 ** 20)} MiB`,
        mostBytes / firstBytes,
      ],
    ] as const
    for (const [name, value, unit, against, ratio] of rows) {
      report({ name, value, unit, against, ratio, n: jobs })
    }
  } finally {
    await table.stop()
  }
}

/** As the decisions of a tenant leave it: one explanation a job. */
async function writeHistory(tableName: string): Promise<void> {
  const { BatchWriteItemCommand } = await import('@aws-sdk/client-dynamodb')
  const { marshall } = await import('@aws-sdk/util-dynamodb')
  const { client } = await import('#lambdas/stores/table.ts')
  const { makeExplanation, makeExplanationRow } = await import('#lambdas/stores/explanations.ts')
  const { decide } = await import('#shared/decision/decide.ts')
  const { TOOLS } = await import('#lambdas/http/decide-job.ts')
  let next = 0
  const writeOn = async () => {
    while (next < JOBS) {
      const numbers = Array.from(
        { length: Math.min(WRITES, JOBS - next) },
        (_, index) => next + index,
      )
      next += numbers.length
      const puts = numbers.map((number) => {
        const input = makePast(number)
        const row = makeExplanationRow(
          TENANT,
          input.facts.jobId,
          makeExplanation(input, decide(input, TOOLS)),
        )
        const keyed = { [TABLE.partitionKey]: row.key.pk, [TABLE.sortKey]: row.key.sk, ...row.item }
        return { PutRequest: { Item: marshall(keyed) } }
      })
      const RequestItems = { [tableName]: puts }
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems }))
      if (Object.keys(UnprocessedItems ?? {}).length > 0)
        throw new Error('the engine took too little')
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writeOn))
}

function makePast(number: number): DecisionInput {
  const jobId = makeUlid(START_MS + number, new Uint8Array(10))
  const facts = makeFacts(number, { jobId, createdAt: new Date(START_MS + number).toISOString() })
  const pages = 1 + (number % 30)
  const document = {
    ...facts.document,
    pages: { value: pages, known: 'exact' as const },
    colorPages: { value: number % 3, known: 'exact' as const, ranges: '' },
    pageSizes: [{ widthPt: 595, heightPt: 842, pages }],
  }
  return makeInput({ facts: { ...facts, document } })
}
