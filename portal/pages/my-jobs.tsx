/** Own jobs that ended, newest first. */
import { getRouteApi } from '@tanstack/react-router'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Card, Page } from '../parts/page.tsx'
import { Pager } from '../parts/pager.tsx'
import { usePaging } from '../parts/paging.ts'
import { REASON_WORDS } from '../parts/reason.ts'
import { Words } from '../parts/words.tsx'
import { JobLines } from './my-job-lines.tsx'
import '../style/my.css'

const route = getRouteApi('/my/jobs')
const WORDS = ['my', REASON_WORDS]

export function MyJobsPage() {
  return (
    <Words of={WORDS}>
      <History />
    </Words>
  )
}

function History() {
  const t = useText()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const jobs = useLive('listMyJobs', request)
  return (
    <Page
      title={t('my.jobs')}
      description={t('my.jobs.description')}
      back={{ to: '/my', label: t('my.title') }}
      narrow
      actions={<ApiCall name="listMyJobs" request={request} />}
    >
      <Card>
        <JobLines jobs={jobs.data?.items} read={jobs} />
        <Pager label={t('my.jobs')} paging={paging} next={jobs.data?.next ?? null} />
      </Card>
    </Page>
  )
}
