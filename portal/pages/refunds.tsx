/** Requests for a refund: the open ones to be decided, and those that were. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { RefundRequest } from '#shared/contracts/refund.ts'
import { mayCall } from '../api.ts'
import { useLive, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { MoneyField, TextField } from '../parts/form.tsx'
import { List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card, Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Dot, type Tone } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/refunds')
const TONES = { open: 'warn', approved: 'good', denied: 'bad' } as const satisfies Record<
  RefundRequest['state'],
  Tone
>

export const RefundsPage = () => (
  <Words of={['money']}>
    <Refunds />
  </Words>
)

function Refunds() {
  const t = useText()
  const { me } = useSession()
  const search = route.useSearch()
  const paging = usePaging(search)
  const { state = 'open' } = search
  const [chosen, setChosen] = useState<RefundRequest | null>(null)
  const request = {
    query: { state, ...(search.cursor === undefined ? {} : { cursor: search.cursor }) },
  }
  const refunds = useLive('listRefunds', request)
  const mayDecide = state === 'open' && mayCall(me.role, 'approveRefund')
  return (
    <Page
      title={t('refunds.title')}
      description={t('refunds.description')}
      actions={<ApiCall name="listRefunds" request={request} />}
    >
      <div className="stack">
        <div className="row">
          {(['open', 'decided'] as const).map((each) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={state === each}
              onClick={() => paging.refilter({ state: each })}
            >
              {t(`refunds.${each}`)}
            </button>
          ))}
        </div>
        {chosen === null ? null : (
          <Decide key={chosen.jobId} refund={chosen} onDone={() => setChosen(null)} />
        )}
        <List
          label={t('refunds.title')}
          read={refunds}
          keyOf={({ jobId }) => jobId}
          paging={paging}
          columns={[
            {
              id: 'job',
              header: t('refund.job'),
              width: 130,
              names: true,
              cell: ({ jobId }) => (
                <Link className="link mono" to="/jobs/$job" params={{ job: jobId }}>
                  {jobId.slice(-8)}
                </Link>
              ),
            },
            {
              id: 'user',
              header: t('refund.user'),
              width: 130,
              cell: ({ user }) => (
                <Link className="link" to="/users/$username" params={{ username: user }}>
                  <Name>{user}</Name>
                </Link>
              ),
            },
            {
              id: 'amount',
              header: t('refund.amount'),
              width: 110,
              cell: ({ amount }) => (amount === null ? t('refund.all') : <Money amount={amount} />),
            },
            {
              id: 'comment',
              header: t('refund.why'),
              width: 205,
              cell: ({ comment }) => <Name>{comment}</Name>,
            },
            {
              id: 'at',
              header: t('refund.at'),
              width: 165,
              cell: ({ createdAt }) => <Time at={createdAt} />,
            },
            {
              id: 'state',
              header: t('refund.state'),
              width: 120,
              cell: (each) => <Dot tone={TONES[each.state]}>{t(`refund.${each.state}`)}</Dot>,
            },
            ...(mayDecide
              ? [
                  {
                    id: 'decide',
                    header: t('refund.decide'),
                    width: 130,
                    cell: (each: RefundRequest) => (
                      <Button onClick={() => setChosen(each)}>{t('refund.decide')}</Button>
                    ),
                  },
                ]
              : [
                  {
                    id: 'answer',
                    header: t('refund.answer'),
                    width: 200,
                    cell: ({ answer }: RefundRequest) => <Name>{answer}</Name>,
                  },
                ]),
          ]}
          empty={<Empty title={t(`refunds.empty.${state}`)} text={t('refunds.empty.text')} />}
        />
      </div>
    </Page>
  )
}

function Decide({ refund, onDone }: { refund: RefundRequest; onDone: () => void }) {
  const t = useText()
  const { currency } = useSession()
  const notices = useNotices()
  const [amount, setAmount] = useState(refund.amount ?? '')
  const [comment, setComment] = useState('')
  const touches = ['listRefunds', 'showJob', 'listEntries', 'showAccount', 'showUser'] as const
  const done = (text: string) => {
    notices.add({ type: 'success', text })
    onDone()
  }
  const approve = useWrite('approveRefund', { touches, onDone: () => done(t('refund.approved')) })
  const deny = useWrite('denyRefund', { touches, onDone: () => done(t('refund.denied')) })
  const params = { job: refund.jobId }
  const read = readAmount(amount)
  const approval = { params, body: { ...(read === null ? {} : { amount: read }), comment } }
  const error = approve.error ?? deny.error
  return (
    <Card title={t('refund.of', { user: refund.user })}>
      <div className="stack">
        {refund.comment === '' ? null : (
          <p>
            <Name wraps>{refund.comment}</Name>
          </p>
        )}
        <div className="grid-form">
          <MoneyField
            label={t('refund.give')}
            description={t('refund.give.text')}
            value={amount}
            currency={currency}
            onChange={setAmount}
          />
          <TextField label={t('refund.answer')} value={comment} onChange={setComment} />
        </div>
        {error === null ? null : <ProblemAlert error={error} />}
        <div className="row">
          <Button
            variant="primary"
            disabled={amount.trim() !== '' && (read === null || read.startsWith('-'))}
            loading={approve.isPending}
            onClick={() => approve.mutate(approval)}
          >
            {t('refund.approve')}
          </Button>
          <Button
            loading={deny.isPending}
            onClick={() => deny.mutate({ params, body: { comment } })}
          >
            {t('refund.deny')}
          </Button>
          <Button variant="link" onClick={onDone}>
            {t('action.cancel')}
          </Button>
          <ApiCall name="approveRefund" request={approval} />
        </div>
      </div>
    </Card>
  )
}
