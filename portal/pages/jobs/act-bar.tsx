/** Buttons for what may be done to the chosen jobs; each says to how many of them. Its words are `waiting`. */
import Button from '@cloudscape-design/components/button'
import { lazy, Suspense, useState } from 'react'
import type { Job } from '#shared/contracts/job.ts'
import { useText } from '../../language.tsx'
import { useSession } from '../../session.tsx'
import { ACTS, type Act, actsOf, fits } from './acts.ts'

const ActDialog = lazy(() => import('./act-dialog.tsx'))

export interface ActBarProps {
  readonly jobs: readonly Job[]
  /** Of all acts that the role may do. */
  readonly acts?: readonly Act[]
  /** Leaves out what fits none of the jobs, instead of showing that it does not. */
  readonly onlyFitting?: boolean
  readonly onDone?: () => void
}

export function ActBar({ jobs, acts = ACTS, onlyFitting = false, onDone }: ActBarProps) {
  const t = useText()
  const { me } = useSession()
  const [open, setOpen] = useState<{ act: Act; jobs: readonly Job[] } | null>(null)
  const offered = actsOf(me.role)
    .filter((act) => acts.includes(act))
    .map((act) => ({
      act,
      fitting: jobs.filter((job) => fits(act, job)),
    }))
  return (
    <>
      {offered
        .filter(({ fitting }) => !onlyFitting || fitting.length > 0)
        .map(({ act, fitting }) => (
          <Button
            key={act}
            disabled={fitting.length === 0}
            onClick={() => setOpen({ act, jobs: fitting })}
          >
            {onlyFitting ? t(`act.${act}`) : t(`act.${act}.count`, { count: fitting.length })}
          </Button>
        ))}
      {open === null ? null : (
        <Suspense>
          <ActDialog
            act={open.act}
            jobs={open.jobs}
            onClose={() => {
              setOpen(null)
              onDone?.()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
