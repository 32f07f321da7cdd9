/** Asks before something that cannot be undone. `if (!(await confirm({…}))) return` */
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useState,
} from 'react'

import type { Question } from './confirm-dialog.tsx'

export type { Question }

const ConfirmDialog = lazy(() => import('./confirm-dialog.tsx'))

export type Confirm = (question: Question) => Promise<boolean>

const ConfirmContext = createContext<Confirm | null>(null)

export function useConfirm(): Confirm {
  const confirm = useContext(ConfirmContext)
  if (confirm === null) throw new Error('fault: nobody asks above this page')
  return confirm
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<{ question: Question; answer: (yes: boolean) => void } | null>(
    null,
  )
  const confirm = useCallback<Confirm>(
    (question) => new Promise((answer) => setOpen({ question, answer })),
    [],
  )
  const close = (yes: boolean) => {
    open?.answer(yes)
    setOpen(null)
  }
  return (
    <ConfirmContext value={confirm}>
      {children}
      {open === null ? null : (
        <Suspense>
          <ConfirmDialog question={open.question} onAnswer={close} />
        </Suspense>
      )}
    </ConfirmContext>
  )
}
