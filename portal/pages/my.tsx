/** A person's own page: questions to answer, jobs to release, the money, and what was printed last. */
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useLive, useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Card, Empty, Page } from '../parts/page.tsx'
import { REASON_WORDS } from '../parts/reason.ts'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { Balances } from './my-balances.tsx'
import { HeldJobs } from './my-held.tsx'
import { JobLines } from './my-job-lines.tsx'
import { Messages } from './my-messages.tsx'
import { Prompts } from './my-prompts.tsx'
import { Transfer } from './my-transfer.tsx'
import { Voucher } from './my-voucher.tsx'
import '../style/my.css'

const WORDS = ['my', REASON_WORDS]
const LATEST = { limit: 5 }
/** While something waits, the answer to what was just done is expected any moment. */
const WAITING_MS = 3_000
/** So long after the last one was let go it may still be seen to end. */
const LINGER_MS = 60_000

export function MyPage() {
  return (
    <Words of={WORDS}>
      <MyThings />
    </Words>
  )
}

function MyThings() {
  const t = useText()
  const { me } = useSession()
  if (me.username === null) {
    return (
      <Page title={t('my.title')}>
        <Empty title={t('my.nobody.title')} text={t('my.nobody.text')} />
      </Page>
    )
  }
  return <OwnPage />
}

function OwnPage() {
  const t = useText()
  const { me } = useSession()
  const { prompts, held, latest } = useOwn()
  const accounts = useRead('listMyAccounts', {})
  const jobs = (held.data?.items ?? []).filter(({ state }) => state === 'held')
  return (
    <Page
      title={t('my.title')}
      description={t('my.description')}
      actions={<ApiCall name="listMyHeld" request={{}} />}
    >
      <div className="stack">
        <Prompts prompts={prompts.data?.items ?? []} accounts={accounts.data?.items ?? []} />
        <Balances read={accounts} />
        <div className="split">
          <div className="stack">
            <HeldJobs jobs={jobs} read={held} />
            <Card title={t('my.latest')}>
              <JobLines jobs={latest.data?.items} read={latest} />
              <Link className="link" to="/my/jobs">
                {t('my.all')}
              </Link>
            </Card>
          </div>
          <div className="stack">
            <Messages />
            <Voucher />
            {me.tenant?.userTransfers === true ? <Transfer /> : null}
          </div>
        </div>
      </div>
    </Page>
  )
}

/** Everything that changes by itself, quicker while something waits. */
function useOwn() {
  const [waits, setWaits] = useState(false)
  const options = waits ? { everyMs: WAITING_MS } : {}
  const prompts = useLive('listMyPrompts', {}, options)
  const held = useLive('listMyHeld', {}, options)
  const latest = useLive('listMyJobs', { query: LATEST }, options)
  const count = (prompts.data?.items.length ?? 0) + (held.data?.items.length ?? 0)
  useEffect(() => {
    if (count > 0) {
      setWaits(true)
      return
    }
    const timer = setTimeout(() => setWaits(false), LINGER_MS)
    return () => clearTimeout(timer)
  }, [count])
  return { prompts, held, latest }
}
