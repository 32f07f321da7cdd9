/** Reports on their way: accepted only when the queue has them, booked one by one, poison named. */
import type { SQSEvent } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundLedger } from './invariants.ts'
import { type Device, makeFacts, makeOutcome, type Stage, startStage } from './stage.ts'

const OUTCOMES = '/v1/connector/outcomes'

let stage: Stage
let device: Device
let tenantId: string

beforeAll(async () => {
  stage = await startStage()
  const tenant = stage.partner.tenants[0]
  tenantId = tenant.id
  device = await stage.enroll(tenant, 'main')
})
afterAll(() => stage?.stop())
afterEach(() => stage.lambdas.queueClient.middlewareStack.remove('refusing'))

/** The queue takes only those of a batch for which `takes` says so. */
function makeQueueRefuse(takes: (id: string) => boolean): void {
  const refuse = () => async (args: { input: { Entries: { Id: string }[] } }) => {
    const Successful = args.input.Entries.filter(({ Id }) => takes(Id)).map(({ Id }) => ({ Id }))
    return { output: { Successful, Failed: [], $metadata: {} }, response: {} }
  }
  stage.lambdas.queueClient.middlewareStack.addRelativeTo(refuse as never, {
    relation: 'before',
    toMiddleware: 'keeping',
    name: 'refusing',
  })
}

const report = (numbers: readonly number[]) => {
  const outcomes = numbers.map((number) => makeOutcome(makeFacts(number).jobId))
  return stage.send(stage.signed(device, OUTCOMES, { outcomes }))
}

describe('accepting outcomes', () => {
  it('sends them with the tenant, site and connector of the credential', async () => {
    const reply = await report([1])
    expect(reply).toMatchObject({ status: 202, json: { accepted: [makeFacts(1).jobId] } })
    const { connectorId, siteId } = device
    const outcome = makeOutcome(makeFacts(1).jobId)
    expect(stage.queued.splice(0).map((one) => JSON.parse(one))).toEqual([
      { tenantId, siteId, connectorId, outcome },
    ])
  })

  it('takes twenty-five at once and no more', async () => {
    const numbers = Array.from({ length: 26 }, (_, index) => index)
    expect((await report(numbers.slice(1))).json.accepted).toHaveLength(25)
    expect(stage.queued.splice(0)).toHaveLength(25)
    expect((await report(numbers)).json.code).toBe('request-malformed')
  })
})

describe('booking outcomes', () => {
  it('books what is good in a batch and names what is not', async () => {
    const facts = makeFacts('in a batch')
    await stage.ask(device, facts)
    const { connectorId, siteId } = device
    const good = JSON.stringify({
      tenantId,
      siteId,
      connectorId,
      outcome: makeOutcome(facts.jobId),
    })
    const poison = ['', '{', '{}', good.replace(tenantId, 'x'), good.replace('completed', 'eaten')]
    const Records = [good, ...poison].map((body, index) => ({
      messageId: `message-${index}`,
      body,
    }))
    const { composeQueue, bookOutcome } = stage.lambdas
    const consume = composeQueue('book-outcomes', bookOutcome, stage.doors)
    const result = await consume({ Records } as unknown as SQSEvent, {} as never)
    expect(result.batchItemFailures.map((one) => one.itemIdentifier)).toEqual(
      poison.map((_, index) => `message-${index + 1}`),
    )
    const { jobs } = await expectSoundLedger(tenantId)
    expect(jobs.find((job) => job.jobId === facts.jobId)).toMatchObject({ state: 'completed' })
  })

  it('alarms when paper came out of a job that nobody decided', async () => {
    await report([99])
    await stage.bookAll()
    expect(stage.logs.join('')).toContain('printed-undecided')
    await expectSoundLedger(tenantId)
  })
})

describe('a queue that takes nothing, or a part', () => {
  it('has only what it took accepted, and nothing at all is a problem to come back with', async () => {
    makeQueueRefuse((id) => id === '1')
    expect((await report([1, 2, 3])).json).toEqual({ accepted: [makeFacts(2).jobId] })
    stage.lambdas.queueClient.middlewareStack.remove('refusing')
    makeQueueRefuse(() => false)
    const refused = await report([1])
    expect(refused).toMatchObject({ status: 503, json: { code: 'too-busy' } })
    expect(refused.headers['retry-after']).toBe('1')
  })
})
