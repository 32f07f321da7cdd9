/** The audit log: who changed what, each row opened where it stands, the chain of the shown rows checked here and now. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { AuditRow } from '#shared/contracts/audit.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Empty, Facts, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Dot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { findBreak } from './audit-chain.ts'
import { exportAudit } from './audit-export.ts'

const route = getRouteApi('/audit')
const WORDS = ['security']

export function AuditPage() {
  return (
    <Words of={WORDS}>
      <AuditLog />
    </Words>
  )
}

function AuditLog() {
  const t = useText()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const rows = useRead('listAudit', request)
  const opened = rows.data?.items.find(({ number }) => number === search.row)
  return (
    <Page
      title={t('audit.title')}
      description={t('audit.description')}
      actions={
        <>
          <Export />
          <ApiCall name="listAudit" request={request} />
        </>
      }
    >
      <div className={opened === undefined ? 'stack' : 'split'}>
        <List
          label={t('audit.title')}
          read={rows}
          keyOf={({ number }) => String(number)}
          paging={paging}
          columns={[
            {
              id: 'number',
              header: t('audit.number'),
              width: 84,
              names: true,
              cell: ({ number }) => (
                <Link
                  className="link number"
                  to="/audit"
                  search={{ ...search, row: number }}
                  resetScroll={false}
                  aria-label={t('audit.open', { number })}
                >
                  {number}
                </Link>
              ),
            },
            { id: 'at', header: t('audit.at'), width: 170, cell: ({ at }) => <Time at={at} /> },
            {
              id: 'who',
              header: t('audit.who'),
              width: 150,
              cell: ({ actor }) => <Name>{actor.username ?? actor.name}</Name>,
            },
            {
              id: 'action',
              header: t('audit.action'),
              width: 180,
              cell: ({ action }) => <span className="mono">{action}</span>,
            },
            {
              id: 'target',
              header: t('audit.target'),
              width: 230,
              cell: ({ target }) => <Name>{Object.values(target).join(' · ')}</Name>,
            },
            {
              id: 'result',
              header: t('audit.result'),
              width: 110,
              cell: ({ result }) => (
                <Dot tone={result === 'done' ? 'good' : 'warn'}>{t(`audit.result.${result}`)}</Dot>
              ),
            },
          ]}
          empty={<Empty title={t('audit.empty.title')} text={t('audit.empty.text')} />}
        />
        {opened === undefined ? null : <Row row={opened} />}
      </div>
      <Chain rows={rows.data?.items ?? []} />
    </Page>
  )
}

function Row({ row }: { row: AuditRow }) {
  const t = useText()
  const { actor } = row
  return (
    <Card title={t('audit.row', { number: row.number })}>
      <div className="stack">
        <Facts
          items={[
            [t('audit.at'), <Time key="at" at={row.at} as="moment" />],
            [t('audit.who'), <Name key="who">{actor.username ?? actor.name}</Name>],
            [t('audit.role'), t(`role.${actor.role}`)],
            [
              t('audit.via'),
              <Name key="via">
                {actor.via === 'session' ? t('audit.via.session') : actor.name}
              </Name>,
            ],
            [t('audit.action'), <Name key="action">{row.action}</Name>],
            ...Object.entries(row.target).map(
              ([what, value]) => [what, <Name key={what}>{value}</Name>] as const,
            ),
            ...(actor.reason === null
              ? []
              : [[t('audit.reason'), <Name key="reason">{actor.reason}</Name>] as const]),
          ]}
        />
        {row.change.length === 0 ? null : (
          <div className="scroll-x">
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t('audit.field')}</th>
                  <th scope="col">{t('audit.value')}</th>
                </tr>
              </thead>
              <tbody>
                {row.change.map(({ path, value }) => (
                  <tr key={path}>
                    <td className="mono">
                      <Name>{path}</Name>
                    </td>
                    <td>
                      <Name wraps>{value}</Name>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Facts
          items={[
            [t('audit.request'), <Name key="request">{row.requestId}</Name>],
            [t('audit.previous'), <Name key="previous">{row.previous}</Name>],
            [t('audit.hash'), <Name key="hash">{row.hash}</Name>],
          ]}
        />
      </div>
    </Card>
  )
}

/** What the chain is for, and whether the rows on screen hold together. */
function Chain({ rows }: { rows: readonly AuditRow[] }) {
  const t = useText()
  const [broken, setBroken] = useState<number | null | undefined>(undefined)
  useEffect(() => {
    let isWanted = true
    setBroken(undefined)
    findBreak(rows).then((found) => {
      if (isWanted) setBroken(found)
    })
    return () => {
      isWanted = false
    }
  }, [rows])
  const oldest = rows.at(-1)
  const newest = rows[0]
  if (oldest === undefined || newest === undefined || broken === undefined) return null
  return (
    <div className="audit-chain">
      <Dot tone={broken === null ? 'good' : 'bad'}>
        {broken === null
          ? t('audit.chain.whole', { from: oldest.number, to: newest.number })
          : t('audit.chain.broken', { number: broken })}
      </Dot>
      <p className="quiet">{t('audit.chain.text')}</p>
    </div>
  )
}

function Export() {
  const t = useText()
  const { api } = useSession()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await exportAudit(api)
    } catch (error) {
      setProblem(error)
    }
    setBusy(false)
  }
  return (
    <>
      {problem === null ? null : <ProblemAlert error={problem} />}
      <Button iconName="download" loading={busy} onClick={() => void run()}>
        {t('audit.export')}
      </Button>
    </>
  )
}
