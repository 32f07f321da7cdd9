// Decisions per second through HTTP, signature check, handler and DynamoDB engine, all on this machine.
import { Agent } from 'node:http'
import {
  adminOf,
  makeStateFolder,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { ask, CONNECTIONS, enrollBench, makeFacts, sign } from './asking.ts'
import { percentile, type Report } from './report.ts'

const WARM_UP = 400
const DECISIONS = 3_000
const TARGET_PER_SECOND = 250
const BALANCE = '100000.00'

export async function benchDecide(report: Report): Promise<void> {
  const folder = makeStateFolder()
  const product = await startProductUnderTest(folder, ['--fresh', '--spooler', 'ipp-queue'])
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  try {
    const { api } = product.ready
    const admin = adminOf(product.ready, 'company')
    await admin.request('POST', 'accounts/user%3Aerin/entries', { amount: BALANCE })
    const identity = await enrollBench(api, admin, agent)

    // Signed beforehand, so that the load generator's own work is not measured.
    const questions = Array.from({ length: WARM_UP + DECISIONS }, (_, number) =>
      sign(api, '/v1/connector/jobs', makeFacts(number), identity),
    )
    await ask(api, questions.slice(0, WARM_UP), agent)
    const startedMs = performance.now()
    const latencies = await ask(api, questions.slice(WARM_UP), agent)
    const perSecond = DECISIONS / ((performance.now() - startedMs) / 1_000)

    report({
      name: 'decide: decisions per second',
      value: perSecond,
      unit: '1/s',
      against: `the target of ${TARGET_PER_SECOND}/s`,
      ratio: perSecond / TARGET_PER_SECOND,
      n: DECISIONS,
    })
    for (const [name, share] of [
      ['median', 0.5],
      ['p99', 0.99],
    ] as const) {
      report({
        name: `decide: latency, ${name}, ${CONNECTIONS} at once`,
        value: percentile(latencies, share),
        unit: 'ms',
        against: null,
        ratio: null,
        n: DECISIONS,
      })
    }
  } finally {
    agent.destroy()
    await product.stop()
    removeStateFolder(folder)
  }
}
