/** Where a sign-in ends: users at their own things, staff at the overview. */
import { Navigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Loading } from '../parts/page.tsx'
import { useSession } from '../session.tsx'

const Overview = lazy(async () => ({ default: (await import('./overview.tsx')).OverviewPage }))

export function LandingPage() {
  const { me } = useSession()
  if (me.role === 'user') return <Navigate to="/my" replace />
  return (
    <Suspense fallback={<Loading />}>
      <Overview />
    </Suspense>
  )
}
