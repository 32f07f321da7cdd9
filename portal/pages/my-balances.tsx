/** What there is to spend, an account a card. */

import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Account } from '#shared/contracts/account.ts'
import { useText } from '../language.tsx'
import { isZero } from '../parts/amount.ts'
import { Money, useMoney } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Loading } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useSession } from '../session.tsx'

export interface BalancesProps {
  readonly read: UseQueryResult<{ readonly items: readonly Account[] }, Error>
}

export function Balances({ read }: BalancesProps) {
  const t = useText()
  const money = useMoney()
  const { me } = useSession()
  const main = `user:${me.username}`
  if (read.data === undefined) {
    if (read.isError) return <ProblemAlert error={read.error} onRetry={() => void read.refetch()} />
    return <Loading />
  }
  return (
    <section className="cards my-balances" aria-label={t('my.balances')}>
      {read.data.items.map((account) => (
        <div key={account.id} className="card">
          <div className="figure-label">
            {account.id === main ? t('my.main') : <Name>{account.name || account.id}</Name>}
          </div>
          <div className="figure-value">
            <Money amount={account.balance} />
          </div>
          <div className="quiet small">
            {isZero(account.held) ? null : `${t('my.reserved', { amount: money(account.held) })} `}
            {account.restricted && !isZero(account.overdraft)
              ? `${t('my.overdraft', { amount: money(account.overdraft) })} `
              : null}
            {account.disabled ? `${t('my.disabled')} ` : null}
          </div>
          {isOwn(account.id, main) ? (
            <Link
              className="link"
              to="/my/statement"
              search={{ account: account.id }}
              aria-label={t('my.statement.of', { account: account.name || account.id })}
            >
              {t('my.statement')}
            </Link>
          ) : null}
        </div>
      ))}
    </section>
  )
}

/** Others charge a shared account too, so its statement is not everybody's. */
export const isOwn = (id: string, main: string): boolean => id === main || id.startsWith(`${main}#`)
