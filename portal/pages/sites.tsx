/** Sites and the connectors that stand there: who is in touch, who is not. */
import Button from '@cloudscape-design/components/button'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Connector, Site } from '#shared/contracts/site.ts'
import { mayCall } from '../api.ts'
import { useLive, useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import { connectorState } from '../parts/connector-state.ts'
import { Diagnostics } from '../parts/diagnostics.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Dot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { useSession } from '../session.tsx'

const SITES_SHOWN = 200

export function SitesPage() {
  const t = useText()
  const navigate = useNavigate()
  const { me } = useSession()
  const query = { limit: SITES_SHOWN }
  const sites = useRead('listSites', { query })
  const connectors = useLive('listConnectors', { query })
  const enroll = () => void navigate({ to: '/sites/enroll' })
  return (
    <Page
      title={t('sites.title')}
      description={t('sites.description')}
      actions={
        <>
          <ApiCall name="listConnectors" request={{ query }} />
          {mayCall(me.role, 'createEnrollmentToken') ? (
            <Button variant="primary" onClick={enroll}>
              {t('sites.enroll')}
            </Button>
          ) : null}
        </>
      }
    >
      {sites.data === undefined || connectors.data === undefined ? (
        sites.isError || connectors.isError ? (
          <ProblemAlert
            error={sites.error ?? connectors.error}
            onRetry={() => void sites.refetch()}
          />
        ) : (
          <Loading />
        )
      ) : sites.data.items.length === 0 ? (
        <Empty
          title={t('sites.empty.title')}
          text={t('sites.empty.text')}
          action={<Button onClick={enroll}>{t('sites.enroll')}</Button>}
        />
      ) : (
        <div className="stack">
          {sites.data.items.map((site) => (
            <SiteCard
              key={site.id}
              site={site}
              connectors={connectors.data.items.filter(({ siteId }) => siteId === site.id)}
            />
          ))}
        </div>
      )}
    </Page>
  )
}

function SiteCard({ site, connectors }: { site: Site; connectors: readonly Connector[] }) {
  const t = useText()
  return (
    <section className="card">
      <h2>
        <Name>{site.name}</Name> <span className="quiet small mono">{site.slug}</span>
      </h2>
      {connectors.length === 0 ? (
        <p className="quiet" style={{ margin: 0 }}>
          {t('sites.noConnector')}{' '}
          <Link className="link" to="/sites/enroll" search={{ site: site.id }}>
            {t('sites.enroll')}
          </Link>
        </p>
      ) : (
        <div className="scroll-x">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('connector.name')}</th>
                <th scope="col">{t('connector.state')}</th>
                <th scope="col">{t('connector.seen')}</th>
                <th scope="col">{t('connector.version')}</th>
                <th scope="col">{t('connector.platform')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('connector.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {connectors.map((connector) => (
                <ConnectorRow key={connector.id} connector={connector} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {connectors
        .filter(({ state }) => state === 'active')
        .map((connector) => (
          <Diagnostics key={connector.id} connector={connector} />
        ))}
    </section>
  )
}

const TONES = { online: 'good', offline: 'bad', revoked: 'quiet' } as const

function ConnectorRow({ connector }: { connector: Connector }) {
  const t = useText()
  const { me } = useSession()
  const confirm = useConfirm()
  const params = { connector: connector.id }
  const revoke = useWrite('revokeConnector', { touches: ['listConnectors'] })
  const ask = async () => {
    const yes = await confirm({
      title: t('revoke.title', { name: connector.name }),
      text: t('revoke.text'),
      action: t('revoke.action'),
      typed: connector.name,
    })
    if (yes) revoke.mutate({ params })
  }
  const kind = connectorState(connector)
  return (
    <tr>
      <td>
        <Name>{connector.name}</Name>
      </td>
      <td>
        <Dot tone={TONES[kind]}>{t(`connector.${kind}`)}</Dot>
      </td>
      <td>
        {connector.lastSeenAt === null ? (
          t('connector.never')
        ) : (
          <Time at={connector.lastSeenAt} as="ago" />
        )}
      </td>
      <td>
        <Name>{connector.version}</Name>
      </td>
      <td>
        <Name>{`${connector.platform}, ${connector.spooler}`}</Name>
      </td>
      <td className="end">
        {connector.state === 'active' && mayCall(me.role, 'revokeConnector') ? (
          <Button loading={revoke.isPending} onClick={() => void ask()}>
            {t('revoke.action')}
          </Button>
        ) : null}
      </td>
    </tr>
  )
}
