/** One group: what it gives its members, who they are, and money for all of them. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Group } from '#shared/contracts/group.ts'
import { ApiProblem, mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { BatchProgress } from '../parts/batch-progress.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import {
  ChoiceField,
  fieldError,
  MoneyField,
  SaveBar,
  TextField,
  useDraft,
} from '../parts/form.tsx'
import { List } from '../parts/list-page.tsx'
import { useMoney } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card, Empty, Loading, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert, problemText } from '../parts/problem.tsx'
import { QuotaFields, readQuota, type TypedQuota, typedQuota } from '../parts/quota-fields.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/groups/$group')

const makeGroup = (name: string): Group => ({
  name,
  description: '',
  initialCredit: '0.00',
  restricted: null,
  quota: null,
})

export const GroupPage = () => (
  <Words of={['people']}>
    <OneGroup />
  </Words>
)

function OneGroup() {
  const t = useText()
  const { me } = useSession()
  const params = route.useParams()
  const group = useRead('showGroup', { params })
  const absent = group.error instanceof ApiProblem && group.error.details.status === 404
  return (
    <Page
      title={params.group}
      named
      back={{ to: '/groups', label: t('groups.title') }}
      {...(absent ? { description: t('group.new') } : {})}
      actions={
        <>
          <ApiCall name="showGroup" request={{ params }} />
          {group.data === undefined || !mayCall(me.role, 'deleteGroup') ? null : (
            <DeleteGroup group={params.group} />
          )}
        </>
      }
    >
      {group.data === undefined && !absent ? (
        group.isError ? (
          <ProblemAlert error={group.error} onRetry={() => void group.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className="split">
          <GroupForm
            key={params.group}
            group={group.data ?? makeGroup(params.group)}
            isNew={absent}
          />
          {absent ? null : (
            <div className="stack">
              {mayCall(me.role, 'adjustGroup') ? <AdjustGroup group={params.group} /> : null}
              <Members group={params.group} />
            </div>
          )}
        </div>
      )}
    </Page>
  )
}

interface Typed {
  readonly description: string
  readonly initialCredit: string
  readonly restricted: 'nothing' | 'yes' | 'no'
  readonly quota: TypedQuota
}

function GroupForm({ group, isNew }: { group: Group; isNew: boolean }) {
  const t = useText()
  const { me, currency } = useSession()
  const notices = useNotices()
  const stored = typedOf(group)
  const draft = useDraft<Typed>(stored)
  const params = { group: group.name }
  const put = useWrite('putGroup', {
    touches: ['showGroup', 'listGroups', 'listUsers'],
    onDone: () => {
      draft.reset()
      const { name: _, ...before } = group
      const undo = () => put.mutateAsync({ params, body: before })
      notices.add({ type: 'success', text: t('group.saved'), ...(isNew ? {} : { undo }) })
    },
  })
  const { value, set } = draft
  const quota = readQuota(value.quota)
  const credit = readAmount(value.initialCredit)
  const valid = quota !== undefined && credit !== null && !credit.startsWith('-')
  const body = {
    description: value.description,
    initialCredit: credit ?? value.initialCredit,
    restricted: value.restricted === 'nothing' ? null : value.restricted === 'yes',
    quota: quota ?? null,
  }
  return (
    <div className="stack">
      <Card title={t('group.gives')}>
        <div className="stack">
          <TextField
            label={t('group.description')}
            value={value.description}
            error={fieldError(put.error, 'description')}
            onChange={(description) => set({ description })}
          />
          <MoneyField
            label={t('group.initialCredit')}
            description={t('group.initialCredit.text')}
            value={value.initialCredit}
            currency={currency}
            onChange={(initialCredit) => set({ initialCredit })}
          />
          <ChoiceField
            label={t('group.restricted')}
            description={t('group.restricted.text')}
            value={value.restricted}
            choices={(['nothing', 'yes', 'no'] as const).map((choice) => ({
              value: choice,
              label: t(`group.restricted.${choice}`),
            }))}
            onChange={(restricted) => set({ restricted })}
          />
        </div>
      </Card>
      <Card title={t('group.quota')}>
        <QuotaFields value={value.quota} onChange={(typed) => set({ quota: typed })} />
      </Card>
      {mayCall(me.role, 'putGroup') ? (
        <SaveBar
          draft={isNew ? { ...draft, isChanged: true } : draft}
          saving={put.isPending}
          error={put.error}
          valid={valid}
          onSave={() => put.mutate({ params, body })}
          more={<ApiCall name="putGroup" request={{ params, body }} />}
        />
      ) : null}
    </div>
  )
}

const typedOf = ({ description, initialCredit, restricted, quota }: Group): Typed => ({
  description,
  initialCredit,
  restricted: restricted === null ? 'nothing' : restricted ? 'yes' : 'no',
  quota: typedQuota(quota),
})

function AdjustGroup({ group }: { group: string }) {
  const t = useText()
  const { currency } = useSession()
  const money = useMoney(undefined, true)
  const confirm = useConfirm()
  const [amount, setAmount] = useState('')
  const [comment, setComment] = useState('')
  const write = useWrite('adjustGroup', {
    touches: ['listBatches'],
    onDone: () => {
      setAmount('')
      setComment('')
    },
  })
  const read = readAmount(amount)
  const request = { params: { group }, body: { amount: read ?? '1.00', comment } }
  const book = async () => {
    const question = {
      title: t('groupAdjust.confirm.title', { amount: money(request.body.amount) }),
      text: t('groupAdjust.confirm.text', { group }),
      action: t('groupAdjust.button'),
    }
    if (await confirm(question)) write.mutate(request)
  }
  return (
    <Card title={t('groupAdjust.title')}>
      <div className="stack">
        <MoneyField
          label={t('groupAdjust.amount')}
          description={t('adjust.amount.text')}
          value={amount}
          currency={currency}
          onChange={setAmount}
        />
        <TextField label={t('adjust.comment')} value={comment} onChange={setComment} />
        {write.error === null ? null : <ProblemAlert error={write.error} />}
        <div className="row">
          <Button
            variant="primary"
            disabled={read === null || /^-?0(\.0+)?$/.test(read)}
            loading={write.isPending}
            onClick={() => void book()}
          >
            {t('groupAdjust.button')}
          </Button>
          <ApiCall name="adjustGroup" request={request} />
        </div>
        {write.data === undefined ? null : <BatchProgress batch={write.data.id} total={null} />}
      </div>
    </Card>
  )
}

function Members({ group }: { group: string }) {
  const t = useText()
  const search = route.useSearch()
  const paging = usePaging(search)
  const query = search.cursor === undefined ? {} : { cursor: search.cursor }
  const members = useRead('listMembers', { params: { group }, query })
  return (
    <List
      label={t('group.members')}
      title={t('group.members')}
      read={members}
      keyOf={({ username }) => username}
      paging={paging}
      columns={[
        {
          id: 'username',
          header: t('user.username'),
          width: 260,
          names: true,
          cell: ({ username }) => (
            <Link className="link" to="/users/$username" params={{ username }}>
              <Name>{username}</Name>
            </Link>
          ),
        },
      ]}
      empty={<Empty title={t('group.members.none')} text={t('group.members.text')} />}
    />
  )
}

function DeleteGroup({ group }: { group: string }) {
  const t = useText()
  const confirm = useConfirm()
  const notices = useNotices()
  const navigate = useNavigate()
  const remove = useWrite('deleteGroup', {
    touches: ['listGroups'],
    onDone: () => void navigate({ to: '/groups' }),
  })
  const ask = async () => {
    const question = {
      title: t('group.delete.title', { group }),
      text: t('group.delete.text'),
      action: t('group.delete'),
    }
    if (!(await confirm(question))) return
    remove.mutate(
      { params: { group } },
      { onError: (error) => notices.add({ type: 'error', text: problemText(t, error) }) },
    )
  }
  return (
    <Button loading={remove.isPending} onClick={() => void ask()}>
      {t('group.delete')}
    </Button>
  )
}
