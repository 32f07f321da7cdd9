/** A tenant's rules: written with the real compiler beside them, tried, saved as versions, put in force. */
import Button from '@cloudscape-design/components/button'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useBlocker, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { type ApiReply, mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { type Text, useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Empty, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { REASON_WORDS } from '../parts/reason.ts'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import '../style/rules.css'
import { isChanged, keepDraft, type RulesDraft, useRulesDraft } from './rules/draft.ts'

const Workspace = lazy(() => import('./rules/workspace.tsx'))
const Recipes = lazy(() => import('./rules/recipe-list.tsx'))

const route = getRouteApi('/rules')

export const RulesPage = () => (
  <Words of={['rules', 'decisions', REASON_WORDS]}>
    <Rules />
  </Words>
)

function Rules() {
  const t = useText()
  const navigate = useNavigate()
  const { me } = useSession()
  const rules = useRead('showRules', {})
  const { job } = route.useSearch()
  return (
    <Page
      title={t('rules.title')}
      description={t('rules.description')}
      actions={
        <>
          <ApiCall name="showRules" request={{}} />
          <Button onClick={() => void navigate({ to: '/rules/versions' })}>
            {t('rules.history')}
          </Button>
          {mayCall(me.role, 'listReplays') ? (
            <Button onClick={() => void navigate({ to: '/replays' })}>{t('rules.replays')}</Button>
          ) : null}
        </>
      }
    >
      {rules.data === undefined ? (
        rules.isError ? (
          <ProblemAlert error={rules.error} onRetry={() => void rules.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <Suspense fallback={<Loading />}>
          <Written rules={rules.data} job={job ?? null} />
        </Suspense>
      )}
    </Page>
  )
}

interface WrittenProps {
  readonly rules: ApiReply<'showRules'>
  /** A past job to try the rules on. */
  readonly job: string | null
}

/** The draft, begun from the newest version as it was written. */
function Written({ rules, job }: WrittenProps) {
  const t = useText()
  const { me, api, tenantId } = useSession()
  const owner = `${tenantId} ${me.tokenName}`
  const draft = useRulesDraft(owner)
  const { version } = rules
  const newest = useQuery({
    queryKey: [tenantId, 'showRulesVersion', 'yaml', version],
    queryFn: ({ signal }) =>
      api.yaml('showRulesVersion', { params: { version: String(version) } }, { signal }),
    enabled: version > 0,
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const text = version === 0 ? '' : newest.data
  // A draft that nobody changed follows what others saved.
  const isOld = draft === null || (!isChanged(draft) && draft.baseVersion < version)
  useEffect(() => {
    if (isOld && text !== undefined && version > 0) {
      keepDraft(owner, { text, baseVersion: version, baseText: text })
    }
  }, [isOld, owner, text, version])
  useBlocker({
    disabled: draft === null || !isChanged(draft),
    // Within the portal the draft stays; only closing the tab would lose it.
    enableBeforeUnload: true,
    shouldBlockFn: () => false,
  })
  const start = (begun: string) =>
    keepDraft(owner, { text: begun, baseVersion: version, baseText: '' })
  if (newest.isError) {
    return <ProblemAlert error={newest.error} onRetry={() => void newest.refetch()} />
  }
  if (draft === null && version === 0) {
    if (!mayCall(me.role, 'putRules')) {
      return <Empty title={t('rules.empty.title')} text={t('rules.empty.text')} />
    }
    return (
      <div className="stack">
        <Empty
          title={t('rules.empty.title')}
          text={t('rules.empty.text')}
          action={<Button onClick={() => start(makeFirst(t))}>{t('rules.empty.own')}</Button>}
        />
        <Recipes onTake={start} />
      </div>
    )
  }
  if (draft === null) return <Loading />
  return (
    <Workspace
      rules={rules}
      draft={draft}
      job={job}
      onDraft={(next: RulesDraft | null) => keepDraft(owner, next)}
    />
  )
}

const makeFirst = (t: Text): string => `# ${t('rules.first')}
rules:
  - id: first-rule
    when: job.counted && job.pages > 100
    then:
      - do: warn
        message: ${JSON.stringify(t('rules.first.message'))}
cases: []
`
