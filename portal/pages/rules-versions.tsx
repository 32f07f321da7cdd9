/** Saved rule sets, newest first: who saved what when and why, and which one decisions follow. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link } from '@tanstack/react-router'
import { mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Dot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { useActivate } from './rules/use-activate.ts'

const route = getRouteApi('/rules/versions')

export const RulesVersionsPage = () => (
  <Words of={['rules']}>
    <RulesVersions />
  </Words>
)

function RulesVersions() {
  const t = useText()
  const { me } = useSession()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const versions = useRead('listRulesVersions', request)
  const activation = useActivate()
  const mayActivate = mayCall(me.role, 'activateRules')
  return (
    <Page
      title={t('versions.title')}
      description={t('versions.description')}
      back={{ to: '/rules', label: t('rules.title') }}
      actions={<ApiCall name="listRulesVersions" request={request} />}
    >
      <div className="stack">
        {activation.error === null ? null : <ProblemAlert error={activation.error} />}
        <List
          label={t('versions.title')}
          read={versions}
          keyOf={({ version }) => String(version)}
          paging={paging}
          columns={[
            {
              id: 'version',
              header: t('versions.version'),
              width: 100,
              names: true,
              cell: ({ version }) => (
                <Link
                  className="link"
                  to="/rules/versions/$version"
                  params={{ version: String(version) }}
                >
                  {t('versions.number', { version })}
                </Link>
              ),
            },
            {
              id: 'state',
              header: t('versions.state'),
              width: 116,
              cell: ({ active }) => (active ? <Dot tone="good">{t('versions.active')}</Dot> : null),
            },
            {
              id: 'comment',
              header: t('versions.comment'),
              width: 208,
              cell: ({ comment }) => <Name>{comment}</Name>,
            },
            {
              id: 'by',
              header: t('versions.by'),
              width: 124,
              cell: ({ savedBy }) => <Name>{savedBy}</Name>,
            },
            {
              id: 'at',
              header: t('versions.at'),
              width: 160,
              cell: ({ savedAt }) => <Time at={savedAt} />,
            },
            {
              id: 'size',
              header: t('versions.size'),
              width: 128,
              cell: ({ rules, cases }) => t('versions.counts', { rules, cases }),
            },
            ...(mayActivate
              ? [
                  {
                    id: 'activate',
                    header: t('versions.action'),
                    width: 140,
                    cell: ({ version, active }: { version: number; active: boolean }) =>
                      active ? null : (
                        <Button
                          variant="inline-link"
                          ariaLabel={t('versions.activate', { version })}
                          onClick={() => void activation.activate(version)}
                        >
                          {t('rules.activate')}
                        </Button>
                      ),
                  },
                ]
              : []),
          ]}
          empty={<Empty title={t('rules.empty.title')} text={t('rules.empty.text')} />}
        />
      </div>
    </Page>
  )
}
