/** One printer's settings for others: what, to which, looked at before, told printer by printer after. */
import Button from '@cloudscape-design/components/button'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Printer } from '#shared/contracts/printer.ts'
import { useRead } from '../data.ts'
import { makeKey } from '../doors.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { CheckField } from '../parts/form.tsx'
import { List } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Empty, Loading, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { PriceSummary } from '../parts/price-summary.tsx'
import { COPIED_PARTS, type CopiedPart, patchTo } from '../parts/printer-changes.ts'
import { ProblemAlert, problemText } from '../parts/problem.tsx'
import { Dot } from '../parts/state.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/printers/$printer/copy')

/** null: on its way. */
type Result = 'done' | null | { readonly failed: string }

export const PrinterCopyPage = () => (
  <Words of={['printing']}>
    <PrinterCopy />
  </Words>
)

function PrinterCopy() {
  const t = useText()
  const params = route.useParams()
  const search = route.useSearch()
  const paging = usePaging(search)
  const source = useRead('showPrinter', { params })
  const query = search.cursor === undefined ? {} : { cursor: search.cursor }
  const printers = useRead('listPrinters', { query })
  const [parts, setParts] = useState<readonly CopiedPart[]>(['prices', 'restrictions'])
  const [targets, setTargets] = useState<readonly Printer[]>([])
  const copying = useCopying()
  const others = {
    ...printers,
    data: printers.data && {
      ...printers.data,
      items: printers.data.items.filter(({ id }) => id !== params.printer),
    },
  } as typeof printers
  const from = source.data
  const patches =
    from === undefined
      ? []
      : targets
          // As they are by now, not as they were when they were chosen.
          .map((chosen) => printers.data?.items.find(({ id }) => id === chosen.id) ?? chosen)
          .map((target) => ({ target, patch: patchTo(from, target, parts) }))
  const changed = patches.filter(({ patch }) => Object.keys(patch).length > 0)
  const [first] = changed
  return (
    <Page
      title={t('copy.title')}
      description={from?.name ?? params.printer}
      back={{ to: '/printers', label: t('printers.title') }}
      actions={
        first === undefined ? undefined : (
          <ApiCall
            name="patchPrinter"
            request={{ params: { printer: first.target.id }, body: first.patch }}
          />
        )
      }
    >
      {from === undefined ? (
        source.isError ? (
          <ProblemAlert error={source.error} onRetry={() => void source.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className="stack">
          <Card title={t('copy.what')}>
            <div className="grid-form">
              {COPIED_PARTS.map((part) => (
                <CheckField
                  key={part}
                  label={t(`copy.part.${part}`)}
                  value={parts.includes(part)}
                  onChange={(chosen) =>
                    setParts(
                      COPIED_PARTS.filter((each) =>
                        each === part ? chosen : parts.includes(each),
                      ),
                    )
                  }
                />
              ))}
            </div>
          </Card>
          <List
            label={t('copy.to')}
            title={t('copy.to')}
            read={others}
            keyOf={({ id }) => id}
            paging={paging}
            selection={{
              selected: targets,
              onChange: setTargets,
              nameOf: ({ name }) => name,
            }}
            columns={[
              {
                id: 'name',
                header: t('printer.name'),
                width: 240,
                names: true,
                cell: ({ name }) => <Name>{name}</Name>,
              },
              {
                id: 'id',
                header: t('printer.id'),
                width: 240,
                cell: ({ id }) => <Name>{id}</Name>,
              },
              {
                id: 'prices',
                header: t('printer.prices'),
                width: 260,
                cell: ({ prices }) => <PriceSummary prices={prices} />,
              },
            ]}
            empty={<Empty title={t('copy.none.title')} text={t('copy.none.text')} />}
          />
          {targets.length === 0 ? null : (
            <Card title={t('copy.changes')}>
              <div className="stack">
                <ul className="plain-list">
                  {patches.map(({ target, patch }) => (
                    <li key={target.id} className="job-line">
                      <strong>
                        <Name>{target.name}</Name>
                      </strong>
                      <span>
                        {Object.keys(patch).length === 0
                          ? t('copy.same')
                          : Object.keys(patch)
                              .map((part) => t(`copy.part.${part as CopiedPart}`))
                              .join(', ')}
                      </span>
                      <ResultDot result={copying.results.get(target.id)} />
                    </li>
                  ))}
                </ul>
                <div>
                  <Button
                    variant="primary"
                    disabled={changed.length === 0}
                    loading={copying.busy}
                    onClick={() => void copying.run(changed)}
                  >
                    {t('copy.button', { count: changed.length })}
                  </Button>
                </div>
              </div>
            </Card>
          )}
        </div>
      )}
    </Page>
  )
}

function ResultDot({ result }: { result: Result | undefined }) {
  const t = useText()
  if (result === undefined) return null
  if (result === null) return <Dot tone="info">{t('copy.running')}</Dot>
  if (result === 'done') return <Dot tone="good">{t('copy.done')}</Dot>
  return <Dot tone="bad">{result.failed}</Dot>
}

type Patch = ReturnType<typeof patchTo>

/** One after the other, each told; what failed can be tried again with the same keys. */
function useCopying() {
  const t = useText()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const keys = useRef(new Map<string, string>())
  const [busy, setBusy] = useState(false)
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map())
  const run = async (changes: readonly { readonly target: Printer; readonly patch: Patch }[]) => {
    setBusy(true)
    for (const { target, patch } of changes) {
      const tell = (result: Result) =>
        setResults((before) => new Map(before).set(target.id, result))
      tell(null)
      const name = `${target.id} ${JSON.stringify(patch)}`
      const idempotencyKey = keys.current.get(name) ?? makeKey()
      keys.current.set(name, idempotencyKey)
      const request = { params: { printer: target.id }, body: patch }
      try {
        await api.call('patchPrinter', request, { idempotencyKey })
        keys.current.delete(name)
        tell('done')
      } catch (error) {
        tell({ failed: problemText(t, error) })
      }
    }
    await client.invalidateQueries({ queryKey: [tenantId, 'listPrinters'] })
    await client.invalidateQueries({ queryKey: [tenantId, 'showPrinter'] })
    setBusy(false)
  }
  return { busy, results, run }
}
