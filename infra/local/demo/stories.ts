// Three jobs that anybody can repeat, and what became of each in one line.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Job } from '#shared/contracts/job.ts'
import type { ApiClient } from './api-client.ts'
import { makeSamplePdf, makeTextPdf } from './sample-documents.ts'

const WAIT_LIMIT_MS = 20_000
const POLL_MS = 150
const ENDED = new Set(['completed', 'canceled', 'refused', 'failed', 'expired'])

interface Sample {
  readonly user: string
  readonly file: string
  readonly bytes: Uint8Array
}

const SAMPLES: readonly Sample[] = [
  { user: 'alice', file: 'three-pages.pdf', bytes: makeTextPdf(3) },
  {
    user: 'bob',
    file: 'red-poster.pdf',
    bytes: makeSamplePdf([{ text: 'A red poster', color: true }]),
  },
  { user: 'carol', file: 'essay.pdf', bytes: makeTextPdf(8) },
]

/** Prints the samples one after the other and yields each one's story when it has ended. */
export async function* tellStories(
  site: { printCommand(user: string, file: string): readonly string[] },
  folder: string,
  admin: ApiClient,
): AsyncGenerator<string> {
  for (const sample of SAMPLES) {
    const path = join(folder, sample.file)
    writeFileSync(path, sample.bytes)
    const before = await newestJobs(admin)
    const [program = '', ...words] = site.printCommand(sample.user, path)
    await promisify(execFile)(program, words)
    const job = await awaitEnd(admin, new Set(before.map(({ id }) => id)))
    yield job === null
      ? `${sample.user} printed ${sample.file}: not decided yet, it waits in the queue`
      : tellStory(sample, job)
  }
}

function tellStory(sample: Sample, job: Job): string {
  const what = `${sample.user} printed ${sample.file} (${job.pages} ${job.pages === 1 ? 'page' : 'pages'})`
  const why = job.reasons.map(({ text }) => text).join('; ')
  const end = job.state === 'completed' ? `printed for ${job.cost} ${job.currency}` : job.state
  return `${what}: ${end}${why === '' ? '' : ` (${why})`}`
}

async function awaitEnd(admin: ApiClient, known: ReadonlySet<string>): Promise<Job | null> {
  for (let waitedMs = 0; waitedMs < WAIT_LIMIT_MS; waitedMs += POLL_MS) {
    const found = (await newestJobs(admin)).find(({ id }) => !known.has(id))
    if (found !== undefined && ENDED.has(found.state)) return found
    await sleep(POLL_MS)
  }
  return null
}

async function newestJobs(admin: ApiClient): Promise<readonly Job[]> {
  return ((await admin.call('GET', 'jobs?limit=10')) as { items: Job[] }).items
}
