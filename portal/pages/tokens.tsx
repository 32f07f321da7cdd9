/** API tokens: those of the tenant's programs, or one's own. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Token } from '#shared/contracts/token.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import { List, type ListProps } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { type Paging, usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Dot, type Tone } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { TokenForm } from './token-form.tsx'

const mine = getRouteApi('/my/tokens')
const tenants = getRouteApi('/tokens')
const WORDS = ['security']

export function TokensPage() {
  return (
    <Words of={WORDS}>
      <TenantTokens />
    </Words>
  )
}

export function MyTokensPage() {
  return (
    <Words of={WORDS}>
      <MyTokens />
    </Words>
  )
}

function TenantTokens() {
  const t = useText()
  const { me } = useSession()
  const search = tenants.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const read = useRead('listTokens', request)
  const revoke = useWrite('revokeToken', { touches: ['listTokens'], onDone: useRevoked() })
  const mayWrite = mayCall(me.role, 'createToken')
  return (
    <Page
      title={t('tokens.title')}
      description={t('tokens.description')}
      actions={<ApiCall name="listTokens" request={request} />}
    >
      <WithForm form={mayWrite ? <TokenForm own={false} /> : null}>
        <TokenList
          read={read}
          paging={paging}
          error={revoke.error}
          {...(mayWrite ? { onRevoke: (token) => revoke.mutate({ params: { token } }) } : {})}
        />
      </WithForm>
    </Page>
  )
}

function MyTokens() {
  const t = useText()
  const search = mine.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const read = useRead('listMyTokens', request)
  const revoke = useWrite('revokeMyToken', { touches: ['listMyTokens'], onDone: useRevoked() })
  return (
    <Page
      title={t('tokens.my.title')}
      description={t('tokens.my.description')}
      actions={<ApiCall name="listMyTokens" request={request} />}
    >
      <WithForm form={<TokenForm own />}>
        <TokenList
          read={read}
          paging={paging}
          error={revoke.error}
          onRevoke={(token) => revoke.mutate({ params: { token } })}
        />
      </WithForm>
    </Page>
  )
}

function useRevoked() {
  const t = useText()
  const notices = useNotices()
  return () => notices.add({ type: 'success', text: t('tokens.revoked') })
}

const WithForm = ({ children, form }: { children: ReactNode; form: ReactNode }) => (
  <div className="stack">
    {children}
    {form === null ? null : <div style={{ maxInlineSize: 560 }}>{form}</div>}
  </div>
)

interface TokenListProps {
  readonly read: ListProps<Token>['read']
  readonly paging: Paging
  readonly error: Error | null
  /** Takes a token's id; left out where nobody may. */
  readonly onRevoke?: (id: string) => void
}

const STATES = { active: 'good', expired: 'quiet', revoked: 'bad' } as const satisfies Record<
  Token['state'],
  Tone
>

function TokenList({ read, paging, error, onRevoke }: TokenListProps) {
  const t = useText()
  const confirm = useConfirm()
  const ask = async ({ id, name }: Token) => {
    const question = {
      title: t('tokens.revoke.title', { name }),
      text: t('tokens.revoke.text'),
      action: t('tokens.revoke'),
    }
    if (await confirm(question)) onRevoke?.(id)
  }
  return (
    <div className="stack">
      {error === null ? null : <ProblemAlert error={error} />}
      <List
        label={t('tokens.title')}
        read={read}
        keyOf={({ id }) => id}
        paging={paging}
        columns={[
          {
            id: 'name',
            header: t('tokens.name'),
            width: 260,
            names: true,
            cell: ({ name }) => <Name>{name}</Name>,
          },
          {
            id: 'state',
            header: t('tokens.state'),
            width: 100,
            cell: ({ state }) => <Dot tone={STATES[state]}>{t(`tokens.state.${state}`)}</Dot>,
          },
          {
            id: 'may',
            header: t('tokens.may'),
            width: 170,
            cell: ({ role, readOnly }) =>
              readOnly ? t('tokens.may.read', { role: t(`role.${role}`) }) : t(`role.${role}`),
          },
          {
            id: 'ends',
            header: t('tokens.ends'),
            width: 170,
            cell: ({ endsAt }) => (endsAt === null ? t('tokens.never') : <Time at={endsAt} />),
          },
          {
            id: 'used',
            header: t('tokens.used'),
            width: 130,
            cell: ({ lastUsedOn }) => lastUsedOn ?? t('tokens.unused'),
          },
          ...(onRevoke === undefined
            ? []
            : [
                {
                  id: 'actions',
                  header: t('tokens.actions'),
                  width: 96,
                  cell: (token: Token) =>
                    token.state === 'active' ? (
                      <Button
                        variant="inline-link"
                        ariaLabel={t('tokens.revoke.of', { name: token.name })}
                        onClick={() => void ask(token)}
                      >
                        {t('tokens.revoke')}
                      </Button>
                    ) : null,
                },
              ]),
        ]}
        empty={<Empty title={t('tokens.empty.title')} text={t('tokens.empty.text')} />}
      />
    </div>
  )
}
