/** The vouchers of one batch: what became of each, and all codes as a file to print cards from. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Voucher } from '#shared/contracts/voucher.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Day } from '../parts/day.tsx'
import { List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { problemText } from '../parts/problem.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Dot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { type Session, useSession } from '../session.tsx'

const route = getRouteApi('/vouchers/$batch')

export const VoucherBatchPage = () => (
  <Words of={['money']}>
    <Vouchers />
  </Words>
)

function Vouchers() {
  const t = useText()
  const { batch } = route.useParams()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = {
    params: { voucherBatch: batch },
    query: search.cursor === undefined ? {} : { cursor: search.cursor },
  }
  const vouchers = useRead('listVouchers', request)
  return (
    <Page
      title={t('voucherBatch.title')}
      description={batch}
      back={{ to: '/vouchers', label: t('vouchers.title') }}
      actions={
        <>
          <ApiCall name="listVouchers" request={request} />
          <DownloadButton batch={batch} />
        </>
      }
    >
      <List
        label={t('voucherBatch.title')}
        read={vouchers}
        keyOf={({ code }) => code}
        paging={paging}
        columns={[
          {
            id: 'code',
            header: t('voucher.code'),
            width: 230,
            names: true,
            cell: ({ code }) => <span className="mono">{code}</span>,
          },
          {
            id: 'amount',
            header: t('voucher.amount'),
            width: 110,
            cell: ({ amount }) => <Money amount={amount} />,
          },
          {
            id: 'expires',
            header: t('voucher.expires'),
            width: 140,
            cell: ({ expiresOn }) =>
              expiresOn === null ? t('voucher.forever') : <Day day={expiresOn} />,
          },
          {
            id: 'state',
            header: t('voucher.state'),
            width: 120,
            cell: ({ state }) => (
              <Dot tone={state === 'open' ? 'good' : 'quiet'}>{t(`voucher.${state}`)}</Dot>
            ),
          },
          {
            id: 'to',
            header: t('voucher.redeemedTo'),
            width: 170,
            cell: ({ redeemedTo }) =>
              redeemedTo === null ? null : (
                <Link className="link" to="/accounts/$account" params={{ account: redeemedTo }}>
                  <Name>{redeemedTo}</Name>
                </Link>
              ),
          },
          {
            id: 'at',
            header: t('voucher.redeemedAt'),
            width: 150,
            cell: ({ redeemedAt }) => (redeemedAt === null ? null : <Time at={redeemedAt} />),
          },
        ]}
        empty={<Empty title={t('voucherBatch.empty.title')} text={t('voucherBatch.empty.text')} />}
      />
    </Page>
  )
}

function DownloadButton({ batch }: { batch: string }) {
  const t = useText()
  const { api } = useSession()
  const notices = useNotices()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      saveFile(makeFile(await fetchAll(api, batch)), `vouchers-${batch}.csv`)
    } catch (error) {
      notices.add({ type: 'error', text: problemText(t, error) })
    }
    setBusy(false)
  }
  return (
    <Button variant="primary" loading={busy} onClick={() => void save()}>
      {t('voucherBatch.download')}
    </Button>
  )
}

const PAGE_LENGTH = 200
/** A batch holds a thousand at most. */
const PAGES_LIMIT = 5

async function fetchAll(api: Session['api'], batch: string): Promise<readonly Voucher[]> {
  const vouchers: Voucher[] = []
  let cursor: string | null = ''
  for (let page = 0; cursor !== null && page < PAGES_LIMIT; page += 1) {
    const query = { limit: PAGE_LENGTH, ...(cursor === '' ? {} : { cursor }) }
    const reply: { items: Voucher[]; next: string | null } = await api.call('listVouchers', {
      params: { voucherBatch: batch },
      query,
    })
    vouchers.push(...reply.items)
    cursor = reply.next
  }
  return vouchers
}

/** Letters, digits, points and hyphens only: nothing that a spreadsheet would run. */
const makeFile = (vouchers: readonly Voucher[]): Blob =>
  new Blob([
    'code,amount,expires,state\n',
    ...vouchers.map(
      ({ code, amount, expiresOn, state }) => `${code},${amount},${expiresOn ?? ''},${state}\n`,
    ),
  ])
