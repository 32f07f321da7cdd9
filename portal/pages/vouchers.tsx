/** Batches of vouchers, newest first, and making another. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { fieldError, MoneyField, TextField } from '../parts/form.tsx'
import { List } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { Card, Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/vouchers')
const COUNT_LIMIT = 1_000

export const VouchersPage = () => (
  <Words of={['money']}>
    <Vouchers />
  </Words>
)

function Vouchers() {
  const t = useText()
  const { me } = useSession()
  const navigate = useNavigate()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const batches = useRead('listVoucherBatches', request)
  return (
    <Page
      title={t('vouchers.title')}
      description={t('vouchers.description')}
      actions={
        <>
          <ApiCall name="listVoucherBatches" request={request} />
          {mayCall(me.role, 'importVouchers') ? (
            <Button
              onClick={() => void navigate({ to: '/import/$kind', params: { kind: 'vouchers' } })}
            >
              {t('vouchers.import')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="split">
        <List
          label={t('vouchers.title')}
          read={batches}
          keyOf={({ id }) => id}
          paging={paging}
          columns={[
            {
              id: 'name',
              header: t('voucher.batch'),
              width: 210,
              names: true,
              cell: ({ id, name }) => (
                <Link className="link" to="/vouchers/$batch" params={{ batch: id }}>
                  <Name>{name}</Name>
                </Link>
              ),
            },
            {
              id: 'count',
              header: t('voucher.count'),
              width: 100,
              cell: ({ count }) => <span className="number">{count}</span>,
            },
            {
              id: 'at',
              header: t('voucher.made'),
              width: 168,
              cell: ({ createdAt }) => <Time at={createdAt} />,
            },
            { id: 'by', header: t('entry.by'), width: 130, cell: ({ by }) => <Name>{by}</Name> },
          ]}
          empty={<Empty title={t('vouchers.empty.title')} text={t('vouchers.empty.text')} />}
        />
        {mayCall(me.role, 'createVoucherBatch') ? <NewBatch /> : null}
      </div>
    </Page>
  )
}

function NewBatch() {
  const t = useText()
  const { currency } = useSession()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [count, setCount] = useState<number | null>(20)
  const [amount, setAmount] = useState('')
  const [expiresOn, setExpiresOn] = useState('')
  const write = useWrite('createVoucherBatch', {
    touches: ['listVoucherBatches'],
    onDone: ({ id }) => void navigate({ to: '/vouchers/$batch', params: { batch: id } }),
  })
  const read = readAmount(amount)
  const body = {
    name: name.trim(),
    count: count ?? 1,
    amount: read ?? '5.00',
    expiresOn: expiresOn === '' ? null : expiresOn,
  }
  const valid =
    body.name !== '' &&
    count !== null &&
    !Number.isNaN(count) &&
    read !== null &&
    !/^(-|0(\.0+)?$)/.test(read)
  return (
    <Card title={t('vouchers.new')}>
      <div className="stack">
        <TextField
          label={t('voucher.name')}
          value={name}
          error={fieldError(write.error, 'name')}
          onChange={setName}
        />
        <NumberField
          label={t('voucher.count')}
          value={count}
          least={1}
          most={COUNT_LIMIT}
          onChange={setCount}
        />
        <MoneyField
          label={t('voucher.amount')}
          value={amount}
          currency={currency}
          onChange={setAmount}
        />
        <TextField
          label={t('voucher.expires')}
          description={t('voucher.expires.text')}
          placeholder="2027-12-31"
          value={expiresOn}
          error={fieldError(write.error, 'expiresOn')}
          onChange={setExpiresOn}
        />
        {write.error === null ? null : <ProblemAlert error={write.error} />}
        <div className="row">
          <Button
            variant="primary"
            disabled={!valid}
            loading={write.isPending}
            onClick={() => write.mutate({ body })}
          >
            {t('vouchers.make')}
          </Button>
          <ApiCall name="createVoucherBatch" request={{ body }} />
        </div>
      </div>
    </Card>
  )
}
