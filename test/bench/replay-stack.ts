// On the running product: 20,000 jobs asked for, a draft replayed over them, 1,000 of them decided again byte for byte.
import { Agent } from 'node:http'
import {
  adminOf,
  makeStateFolder,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import type { Replay } from '#shared/contracts/replay.ts'
import { ask, enrollBench, makeFacts, sign } from './asking.ts'
import type { Report } from './report.ts'

const JOBS = 20_000
const RECOMPUTED = 1_000
const AT_ONCE = 8
const ASK_AT_ONCE = 1_000
const POLL_MS = 200
const POLLS_LIMIT = 3_000
const BALANCE = '1000000.00'

const DRAFT = {
  rules: [
    {
      id: 'large-color',
      when: 'job.colorSides > 2 && job.sides > 20',
      // biome-ignore lint/suspicious/noThenProperty: a rule's own word; a rule is data and never awaited
      then: [{ do: 'refuse', message: 'large jobs are printed in gray' }],
    },
    {
      id: 'both-sides',
      when: 'job.sides > 10 && !job.duplex',
      // biome-ignore lint/suspicious/noThenProperty: a rule's own word; a rule is data and never awaited
      then: [{ do: 'convert', duplex: true }],
    },
  ],
}

export async function benchReplayStack(report: Report): Promise<void> {
  const folder = makeStateFolder()
  const product = await startProductUnderTest(folder, ['--fresh', '--spooler', 'ipp-queue'])
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  try {
    const { api } = product.ready
    const admin = adminOf(product.ready, 'company')
    const get = async (path: string) => (await (await admin.request('GET', path)).json()) as never
    await admin.request('POST', 'accounts/user%3Aerin/entries', { amount: BALANCE })
    const identity = await enrollBench(api, admin, agent)
    const ids: string[] = []
    for (let start = 0; start < JOBS; start += ASK_AT_ONCE) {
      const questions = Array.from({ length: ASK_AT_ONCE }, (_, index) => {
        const facts = makePast(start + index)
        ids.push(facts.jobId)
        return sign(api, '/v1/connector/jobs', facts, identity)
      })
      await ask(api, questions, agent)
    }

    const now = Date.now()
    const startedMs = performance.now()
    const reply = await admin.request('POST', 'rules:replay', {
      rules: DRAFT,
      from: new Date(now - 2 * 3_600_000).toISOString(),
      to: new Date(now + 60_000).toISOString(),
    })
    let replay = (await reply.json()) as Replay
    for (let poll = 0; replay.state === 'running'; poll++) {
      if (poll === POLLS_LIMIT) throw new Error('the replay does not end')
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      replay = await get(`replays/${replay.id}`)
    }
    const seconds = (performance.now() - startedMs) / 1_000
    process.stderr.write(`${JSON.stringify(shorten(replay), null, 2)}\n`)

    const picked = Array.from(
      { length: RECOMPUTED },
      (_, index) => ids[(index * 7_919) % JOBS] ?? '',
    )
    let same = 0
    const open = [...picked]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          const { recomputed } = (await get(`jobs/${id}/trace?recompute=true`)) as {
            recomputed: { same: boolean }
          }
          if (recomputed.same) same++
        }
      }),
    )
    const rows = [
      [
        'replay-stack: jobs replayed',
        replay.progress.jobs,
        'jobs',
        `${JOBS} asked`,
        replay.progress.jobs / JOBS,
      ],
      [
        'replay-stack: reproduced to the last byte',
        replay.history.same,
        'jobs',
        `${JOBS} asked`,
        replay.history.same / JOBS,
      ],
      ['replay-stack: seconds from request to result', seconds, 's', null, null],
      [
        'replay-stack: recomputed to the last byte',
        same,
        'jobs',
        `${RECOMPUTED} picked`,
        same / RECOMPUTED,
      ],
    ] as const
    for (const [name, value, unit, against, ratio] of rows) {
      report({ name, value, unit, against, ratio, n: JOBS })
    }
  } finally {
    agent.destroy()
    await product.stop()
    removeStateFolder(folder)
  }
}

function makePast(number: number) {
  const facts = makeFacts(number)
  const pages = 1 + (number % 30)
  return {
    ...facts,
    document: {
      ...facts.document,
      pages: { value: pages, known: 'exact' as const },
      colorPages: { value: Math.min(number % 5, pages), known: 'exact' as const, ranges: '' },
      pageSizes: [{ widthPt: 595, heightPt: 842, pages }],
    },
    ticket: { ...facts.ticket, duplex: number % 2 === 0 },
  }
}

/** Two samples of each kind are enough to read. */
function shorten(replay: Replay): Replay {
  const differences = replay.differences.map((one) => ({
    ...one,
    samples: one.samples.slice(0, 2),
  }))
  return { ...replay, differences }
}
