/** Short messages after something was done, with an undo where there is one. */
import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo, useState } from 'react'
import { makeKey } from '../doors.ts'

import type { Notice } from './notice-list.tsx'

export type { Notice }

const NoticeList = lazy(() => import('./notice-list.tsx'))
/** Older ones go. */
const NOTICES_LIMIT = 3

export interface Notices {
  add(notice: Omit<Notice, 'id'>): void
}

const AddContext = createContext<Notices | null>(null)
const ShownContext = createContext<ReactNode>(null)

export function useNotices(): Notices {
  const notices = useContext(AddContext)
  if (notices === null) throw new Error('fault: no notices above this page')
  return notices
}

/** Where the shell puts them. */
export const NoticeArea = () => useContext(ShownContext)

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [list, setList] = useState<readonly Notice[]>([])
  const notices = useMemo<Notices>(
    () => ({
      add: (notice) =>
        setList((before) => [{ ...notice, id: makeKey() }, ...before].slice(0, NOTICES_LIMIT)),
    }),
    [],
  )
  const drop = (id: string) => setList((before) => before.filter((each) => each.id !== id))
  const area =
    list.length === 0 ? null : (
      <Suspense>
        <NoticeList notices={list} onDrop={drop} onNotice={notices.add} />
      </Suspense>
    )
  return (
    <AddContext value={notices}>
      <ShownContext value={area}>{children}</ShownContext>
    </AddContext>
  )
}
