/** Outcomes that the cloud will never accept: one JSON line each, for people, never dropped silently. */
import { open } from 'node:fs/promises'
import { Problem } from '#shared/contracts/problem.ts'
import { loadFile, reasonOf } from './atomic-file.ts'
import type { EndedJob } from './journal.ts'
import { statePaths } from './site-state.ts'

/** Durable before it returns. Throws `disk-write-failed`. */
export async function saveDeadLetter(
  folder: string,
  job: EndedJob,
  problem: Problem,
  atMs: number,
): Promise<void> {
  const { jobId, ref, outcome } = job
  const line = JSON.stringify({
    atMs,
    problem: problem.code,
    detail: problem.detail,
    fields: problem.fields,
    jobId,
    ref,
    outcome,
  })
  try {
    const file = await open(statePaths(folder).deadLetters, 'a', 0o600)
    try {
      await file.writeFile(`${line}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new Problem('disk-write-failed', `a dead letter cannot be written: ${reasonOf(cause)}`, {
      cause,
    })
  }
}

export async function countDeadLetters(folder: string): Promise<number> {
  const text = await loadFile(statePaths(folder).deadLetters)
  return text === null ? 0 : text.split('\n').filter((line) => line !== '').length
}
