/** Does the same to many jobs, some at a time, and keeps what came of each. */
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Job } from '#shared/contracts/job.ts'
import type { Api, ApiRequest } from '../../api.ts'
import { makeKey } from '../../doors.ts'
import { useSession } from '../../session.tsx'
import { ACT_ROUTES, type Act } from './acts.ts'

export type ActBody =
  | ApiRequest<'releaseJob'>['body']
  | ApiRequest<'cancelJob'>['body']
  | ApiRequest<'refundJob'>['body']

export interface Row {
  readonly job: Job
  readonly state: 'waiting' | 'done' | 'failed'
  readonly error: unknown
}

/** More at once would only wait at the server. */
const AT_ONCE = 4
const TOUCHED = ['listJobs', 'listHeld', 'showJob', 'showJobTrace', 'listEntries', 'showAccount']

export function useActs(act: Act) {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const [rows, setRows] = useState<readonly Row[]>([])
  const [isRunning, setRunning] = useState(false)
  const keys = useRef(new Map<string, string>())
  const settle = (next: Row) =>
    setRows((before) => before.map((row) => (row.job.id === next.job.id ? next : row)))
  const run = async (jobs: readonly Job[], body: ActBody) => {
    setRunning(true)
    setRows((before) => [
      ...before.filter(({ job }) => !jobs.includes(job)),
      ...jobs.map((job): Row => ({ job, state: 'waiting', error: null })),
    ])
    const left = [...jobs]
    const work = async () => {
      for (let job = left.shift(); job !== undefined; job = left.shift()) {
        // The same again after a failure is the same write.
        const name = `${job.id} ${JSON.stringify(body)}`
        const idempotencyKey = keys.current.get(name) ?? makeKey()
        keys.current.set(name, idempotencyKey)
        settle(await actOn(api, act, job, body, idempotencyKey))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    setRunning(false)
    await Promise.all(
      TOUCHED.map((touched) => client.invalidateQueries({ queryKey: [tenantId, touched] })),
    )
  }
  return { rows, isRunning, run }
}

async function actOn(
  api: Api,
  act: Act,
  job: Job,
  body: ActBody,
  idempotencyKey: string,
): Promise<Row> {
  const request = { params: { job: job.id }, body } as ApiRequest<'releaseJob'>
  try {
    await api.call(ACT_ROUTES[act] as 'releaseJob', request, { idempotencyKey })
    return { job, state: 'done', error: null }
  } catch (error) {
    return { job, state: 'failed', error }
  }
}
