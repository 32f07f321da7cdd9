/** From nothing to the first tracked job: a site, a one-time token, the exact commands, and watching them work. */
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import Select from '@cloudscape-design/components/select'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Site } from '#shared/contracts/site.ts'
import type { ApiReply } from '../api.ts'
import { useLive, useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Code } from '../parts/code.tsx'
import { TextField } from '../parts/form.tsx'
import { Name } from '../parts/name.tsx'
import { Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'

const route = getRouteApi('/sites/enroll')
const SITES_SHOWN = 200

export function EnrollPage() {
  const t = useText()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const sites = useRead('listSites', { query: { limit: SITES_SHOWN } })
  const site = sites.data?.items.find(({ id }) => id === search.site)
  const choose = (id: string) => void navigate({ search: { site: id } })
  const [token, setToken] = useState<ApiReply<'createEnrollmentToken'> | null>(null)
  const [withoutCups, setWithoutCups] = useState(false)
  return (
    <Page
      title={t('enroll.title')}
      description={t('enroll.description')}
      back={{ to: '/sites', label: t('sites.title') }}
      narrow
    >
      <ol className="steps">
        <li className={site === undefined ? '' : 'done'}>
          <h2>{t('enroll.site.title')}</h2>
          <p>{t('enroll.site.text')}</p>
          <ChooseSite sites={sites.data?.items ?? []} chosen={site} onChoose={choose} />
        </li>
        <li className={token === null ? '' : 'done'}>
          <h2>{t('enroll.token.title')}</h2>
          <p>{t('enroll.token.text')}</p>
          {site === undefined ? null : <MakeToken site={site} token={token} onToken={setToken} />}
        </li>
        <li>
          <h2>{t('enroll.command.title')}</h2>
          <p>{t('enroll.command.text')}</p>
          <Checkbox
            checked={withoutCups}
            onChange={({ detail }) => setWithoutCups(detail.checked)}
            description={t('enroll.command.withoutCups.text')}
          >
            {t('enroll.command.withoutCups')}
          </Checkbox>
          {token === null ? null : <Code text={makeCommands(token.token, withoutCups)} />}
        </li>
        <li>
          <h2>{t('enroll.watch.title')}</h2>
          <p>{t('enroll.watch.text')}</p>
          {token === null ? null : <Watch since={token.createdAt} siteId={token.siteId} />}
        </li>
      </ol>
    </Page>
  )
}

interface ChooseSiteProps {
  readonly sites: readonly Site[]
  readonly chosen: Site | undefined
  readonly onChoose: (id: string) => void
}

function ChooseSite({ sites, chosen, onChoose }: ChooseSiteProps) {
  const t = useText()
  const [name, setName] = useState('')
  const create = useWrite('createSite', {
    touches: ['listSites'],
    onDone: ({ id }) => {
      setName('')
      onChoose(id)
    },
  })
  const body = { name: name.trim(), slug: makeSlug(name) }
  const options = sites.map(({ id, name: label, slug }) => ({
    value: id,
    label,
    description: slug,
  }))
  return (
    <div className="stack">
      {sites.length === 0 ? null : (
        <Select
          ariaLabel={t('enroll.site.title')}
          placeholder={t('enroll.site.choose')}
          selectedOption={options.find(({ value }) => value === chosen?.id) ?? null}
          options={options}
          onChange={({ detail }) => onChoose(detail.selectedOption.value ?? '')}
        />
      )}
      <div className="row" style={{ alignItems: 'flex-end' }}>
        <TextField label={t('enroll.site.new')} value={name} onChange={setName} />
        <Button
          disabled={body.slug === ''}
          loading={create.isPending}
          onClick={() => create.mutate({ body })}
        >
          {t('enroll.site.create')}
        </Button>
      </div>
      {create.error === null ? null : <ProblemAlert error={create.error} />}
    </div>
  )
}

interface MakeTokenProps {
  readonly site: Site
  readonly token: ApiReply<'createEnrollmentToken'> | null
  readonly onToken: (token: ApiReply<'createEnrollmentToken'>) => void
}

function MakeToken({ site, token, onToken }: MakeTokenProps) {
  const t = useText()
  const create = useWrite('createEnrollmentToken', {
    touches: ['listEnrollmentTokens'],
    onDone: onToken,
  })
  const request = { body: { siteId: site.id } }
  return (
    <div className="stack">
      <div className="row">
        <Button
          variant={token === null ? 'primary' : 'normal'}
          loading={create.isPending}
          onClick={() => create.mutate(request)}
        >
          {t(token === null ? 'enroll.token.create' : 'enroll.token.another')}
        </Button>
        <ApiCall name="createEnrollmentToken" request={request} />
      </div>
      {create.error === null ? null : <ProblemAlert error={create.error} />}
    </div>
  )
}

/** Printers and jobs as they come, so that nobody has to believe. */
function Watch({ since, siteId }: { since: string; siteId: string }) {
  const t = useText()
  const connectors = useLive('listConnectors', {})
  const jobs = useLive('listJobs', { query: { limit: 5 } })
  const connector = connectors.data?.items.find(
    (each) => each.siteId === siteId && each.enrolledAt >= since,
  )
  const job = jobs.data?.items.find((each) => each.connectorId === connector?.id)
  return (
    <ol className="timeline" aria-live="polite">
      <li className={connector === undefined ? '' : 'good'}>
        {connector === undefined ? t('enroll.watch.connector') : <Name>{connector.name}</Name>}
      </li>
      <li className={job === undefined ? '' : 'good'}>
        {job === undefined ? (
          t('enroll.watch.job')
        ) : (
          <Link className="link" to="/jobs/$job" params={{ job: job.id }}>
            <Name>{job.documentName}</Name>
          </Link>
        )}
      </li>
    </ol>
  )
}

const makeCommands = (token: string, withoutCups: boolean): string =>
  [
    `spoolgate-connector enroll --api ${location.origin} --token ${token}`,
    `spoolgate-connector queues add office --device ipp://PRINTER/ipp/print${withoutCups ? ' --spooler ipp-queue --listen ADDRESS:8631' : ''}`,
    'spoolgate-connector check',
    'spoolgate-connector run',
  ].join('\n')

/** `"Main building"` → `main-building`; empty when no letter is left. */
export const makeSlug = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
