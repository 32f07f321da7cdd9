/** One saved rule set as it was written, or what it changed against another. */
import Button from '@cloudscape-design/components/button'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Code } from '../parts/code.tsx'
import { Diff } from '../parts/diff.tsx'
import { ChoiceField } from '../parts/form.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Facts, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Dot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { useActivate } from './rules/use-activate.ts'

const route = getRouteApi('/rules/versions/$version')
/** To compare with; older ones are named in the URL. */
const OTHERS_SHOWN = 50

export const RulesVersionPage = () => (
  <Words of={['rules']}>
    <RulesVersion />
  </Words>
)

function RulesVersion() {
  const t = useText()
  const navigate = useNavigate()
  const { me } = useSession()
  const { version } = route.useParams()
  const { against } = route.useSearch()
  const params = { version }
  const shown = useRead('showRulesVersion', { params })
  const text = useVersionText(version)
  const other = useVersionText(against ?? null)
  const others = useRead('listRulesVersions', { query: { limit: OTHERS_SHOWN } })
  const activation = useActivate()
  const failed = shown.error ?? text.error ?? other.error
  const choices = [
    { value: '', label: t('version.alone') },
    ...(others.data?.items ?? [])
      .filter((each) => String(each.version) !== version)
      .map((each) => ({
        value: String(each.version),
        label: t('versions.number', { version: each.version }),
        description: each.comment,
      })),
  ]
  return (
    <Page
      title={t('versions.number', { version })}
      back={{ to: '/rules/versions', label: t('versions.title') }}
      actions={
        <>
          <ApiCall name="showRulesVersion" request={{ params }} />
          {mayCall(me.role, 'activateRules') && shown.data !== undefined && !shown.data.active ? (
            <Button
              variant="primary"
              loading={activation.isPending}
              onClick={() => void activation.activate(Number(version))}
            >
              {t('rules.activate')}
            </Button>
          ) : null}
        </>
      }
    >
      {failed !== null ? (
        <ProblemAlert error={failed} />
      ) : shown.data === undefined || text.data === undefined ? (
        <Loading />
      ) : (
        <div className="stack">
          {activation.error === null ? null : <ProblemAlert error={activation.error} />}
          <Card>
            <Facts
              items={[
                [
                  t('versions.state'),
                  <Dot key="state" tone={shown.data.active ? 'good' : 'quiet'}>
                    {t(shown.data.active ? 'versions.active' : 'versions.inactive')}
                  </Dot>,
                ],
                [t('versions.by'), <Name key="by">{shown.data.savedBy}</Name>],
                [t('versions.at'), <Time key="at" at={shown.data.savedAt} />],
                [
                  t('versions.comment'),
                  <Name key="comment" wraps>
                    {shown.data.comment || '–'}
                  </Name>,
                ],
                [
                  t('versions.size'),
                  t('versions.counts', { rules: shown.data.rules, cases: shown.data.cases }),
                ],
              ]}
            />
          </Card>
          <ChoiceField
            label={t('version.against')}
            value={against ?? ''}
            choices={choices}
            onChange={(chosen) =>
              void navigate({
                to: '/rules/versions/$version',
                params,
                search: chosen === '' ? {} : { against: chosen },
                replace: true,
              })
            }
          />
          {against === undefined ? (
            <Code text={text.data} />
          ) : other.data === undefined ? (
            <Loading />
          ) : (
            <Diff label={t('version.difference')} before={other.data} after={text.data} />
          )}
        </div>
      )}
    </Page>
  )
}

/** YAML as it was written; null = none is wanted. */
function useVersionText(version: string | null): UseQueryResult<string, Error> {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: [tenantId, 'showRulesVersion', 'yaml', Number(version)],
    queryFn: ({ signal }) =>
      api.yaml('showRulesVersion', { params: { version: version ?? '' } }, { signal }),
    enabled: version !== null,
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
}
