/** How far work over many users got, and for whom it could not be done. */
import ProgressBar from '@cloudscape-design/components/progress-bar'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { Name } from './name.tsx'
import { ProblemAlert } from './problem.tsx'

const RUNNING_MS = 1_000

export interface BatchProgressProps {
  readonly batch: string
  /** Users that it is about; null = nobody counted them beforehand. */
  readonly total: number | null
}

export function BatchProgress({ batch, total }: BatchProgressProps) {
  const t = useText()
  const client = useQueryClient()
  const { tenantId } = useSession()
  const read = useLive('showBatch', { params: { batch } }, { everyMs: RUNNING_MS })
  const ended = read.data?.state === 'done'
  useEffect(() => {
    if (!ended) return
    for (const name of ['listUsers', 'showUser', 'listAccounts', 'listEntries', 'listMembers'])
      void client.invalidateQueries({ queryKey: [tenantId, name] })
  }, [ended, client, tenantId])
  if (read.data === undefined) return read.isError ? <ProblemAlert error={read.error} /> : null
  const { done, failed, failures } = read.data
  if (total === null && !ended) return <p role="status">{t('batch.running', { done, failed })}</p>
  return (
    <div className="stack">
      <ProgressBar
        value={ended || total === null ? 100 : (Math.min(done, total) / Math.max(1, total)) * 100}
        status={ended ? (failed > 0 ? 'error' : 'success') : 'in-progress'}
        label={t('batch.title')}
        resultText={t('batch.ended', { done, failed })}
        additionalInfo={t('batch.running', { done, failed })}
      />
      {failures.length === 0 ? null : (
        <ul className="plain-list">
          {failures.map(({ username, code }) => (
            <li key={username}>
              <Name>{username}</Name> <span className="quiet mono">{code}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
