/** Printers, with what they cost and whether they print. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { PriceSummary } from '../parts/price-summary.tsx'
import { Dot } from '../parts/state.tsx'
import { Words } from '../parts/words.tsx'

const route = getRouteApi('/printers')

export const PrintersPage = () => (
  <Words of={['printing']}>
    <Printers />
  </Words>
)

function Printers() {
  const t = useText()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const printers = useRead('listPrinters', request)
  return (
    <Page
      title={t('printers.title')}
      description={t('printers.description')}
      actions={<ApiCall name="listPrinters" request={request} />}
    >
      <List
        label={t('printers.title')}
        read={printers}
        keyOf={({ id }) => id}
        paging={paging}
        columns={[
          {
            id: 'name',
            header: t('printer.name'),
            width: 190,
            names: true,
            cell: ({ id, name }) => (
              <Link className="link" to="/printers/$printer" params={{ printer: id }}>
                <Name>{name}</Name>
              </Link>
            ),
          },
          { id: 'id', header: t('printer.id'), width: 170, cell: ({ id }) => <Name>{id}</Name> },
          {
            id: 'state',
            header: t('printer.state'),
            width: 120,
            cell: ({ disabled }) => (
              <Dot tone={disabled ? 'bad' : 'good'}>
                {t(disabled ? 'printer.disabled' : 'printer.enabled')}
              </Dot>
            ),
          },
          {
            id: 'prices',
            header: t('printer.prices'),
            width: 240,
            cell: ({ prices }) => <PriceSummary prices={prices} />,
          },
          {
            id: 'hold',
            header: t('printer.hold'),
            width: 140,
            cell: ({ hold }) => t(`hold.${hold.mode}`),
          },
        ]}
        empty={
          <Empty
            title={t('printers.empty.title')}
            text={t('printers.empty.text')}
            action={
              <Link className="link" to="/sites/enroll">
                {t('sites.enroll')}
              </Link>
            }
          />
        }
      />
    </Page>
  )
}
