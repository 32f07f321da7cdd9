/** What a replay found: whether history came out the same, the sums before and after, and what is different, kind by kind. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useIntl } from 'react-intl'
import type { Replay, ReplayTotals } from '#shared/contracts/replay.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { sumAmounts } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Facts, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { REASON_WORDS } from '../parts/reason.ts'
import { Dot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import '../style/rules.css'
import { Differences } from './replays/differences.tsx'
import { useRunning } from './replays/use-running.ts'
import { ReplayStateDot, useComparison } from './replays/words.tsx'

const route = getRouteApi('/replays/$replay')

export const ReplayPage = () => (
  <Words of={['replays', 'decisions', REASON_WORDS]}>
    <ShownReplay />
  </Words>
)

function ShownReplay() {
  const t = useText()
  const confirm = useConfirm()
  const { me } = useSession()
  const params = route.useParams()
  const replay = useRead('showReplay', { params })
  const comparison = useComparison()
  useRunning(replay)
  const cancel = useWrite('cancelReplay', { touches: ['showReplay', 'listReplays'] })
  const stop = async () => {
    const yes = await confirm({
      title: t('replay.cancel.title'),
      text: t('replay.cancel.text'),
      action: t('replay.cancel'),
    })
    if (yes) cancel.mutate({ params, body: {} })
  }
  const { data } = replay
  const title = data === undefined ? t('replay.title') : comparison(data)
  return (
    <Page
      title={title}
      back={{ to: '/replays', label: t('replays.title') }}
      actions={
        <>
          <ApiCall name="showReplay" request={{ params }} />
          {data === undefined ? null : <Download replay={data} />}
          {data?.state === 'running' && mayCall(me.role, 'cancelReplay') ? (
            <Button loading={cancel.isPending} onClick={() => void stop()}>
              {t('replay.cancel')}
            </Button>
          ) : null}
        </>
      }
    >
      {data === undefined ? (
        replay.isError ? (
          <ProblemAlert error={replay.error} onRetry={() => void replay.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className="stack">
          {cancel.error === null ? null : <ProblemAlert error={cancel.error} />}
          <Head replay={data} />
          <History replay={data} />
          <Totals replay={data} />
          <Differences replay={data} />
        </div>
      )}
    </Page>
  )
}

function Head({ replay }: { replay: Replay }) {
  const t = useText()
  const { slices, slicesDone, jobs } = replay.progress
  return (
    <Card>
      <div className="stack">
        <Facts
          items={[
            [t('replays.state'), <ReplayStateDot key="state" state={replay.state} />],
            [t('replays.jobs'), <span key="jobs">{jobs}</span>],
            [t('replay.from'), <Time key="from" at={replay.from} />],
            [t('replay.to'), <Time key="to" at={replay.to} />],
            [t('replays.by'), <Name key="by">{replay.by}</Name>],
          ]}
        />
        {replay.state === 'running' ? (
          <progress
            className="progress"
            aria-label={t('replay.progress')}
            max={slices}
            value={slicesDone}
          />
        ) : null}
      </div>
    </Card>
  )
}

/** The figures mean something only when the old rules give the old decisions. */
function History({ replay: { history, progress } }: { replay: Replay }) {
  const t = useText()
  if (progress.jobs === 0) return null
  if (history.different === 0) {
    return <Dot tone="good">{t('replay.history.same', { count: history.same })}</Dot>
  }
  return (
    <Card title={t('replay.history.different', { count: history.different })}>
      <p className="flat">{t('replay.history.text')}</p>
      <ul className="plain-list">
        {history.samples.map((job) => (
          <li key={job}>
            <Link className="link mono" to="/jobs/$job" params={{ job }}>
              {job}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const FIGURES = [
  'released',
  'held',
  'asked',
  'refused',
  'sides',
  'colorSides',
  'sheets',
  'co2Grams',
  'waterLiters',
] as const satisfies readonly (keyof ReplayTotals)[]

function Totals({ replay: { before, after, currency } }: { replay: Replay }) {
  const t = useText()
  const { formatNumber } = useIntl()
  const rounded = (value: number) => formatNumber(value, { maximumFractionDigits: 1 })
  return (
    <Card title={t('replay.totals')}>
      <div className="scroll-x">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('replay.figure')}</th>
              <th scope="col" className="end">
                {t('replay.before')}
              </th>
              <th scope="col" className="end">
                {t('replay.after')}
              </th>
              <th scope="col" className="end">
                {t('replay.change')}
              </th>
            </tr>
          </thead>
          <tbody>
            {FIGURES.map((figure) => (
              <tr key={figure}>
                <td>{t(`replay.figure.${figure}`)}</td>
                <td className="end number">{rounded(before[figure])}</td>
                <td className="end number">{rounded(after[figure])}</td>
                <td className="end number">
                  {formatNumber(after[figure] - before[figure], {
                    maximumFractionDigits: 1,
                    signDisplay: 'exceptZero',
                  })}
                </td>
              </tr>
            ))}
            <tr>
              <td>{t('replay.figure.cost')}</td>
              <td className="end">
                <Money amount={before.cost} currency={currency} />
              </td>
              <td className="end">
                <Money amount={after.cost} currency={currency} />
              </td>
              <td className="end">
                <Money
                  amount={sumAmounts([after.cost, negate(before.cost)])}
                  currency={currency}
                  signed
                />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </Card>
  )
}

const negate = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`)

function Download({ replay }: { replay: Replay }) {
  const t = useText()
  const save = () => {
    const url = URL.createObjectURL(
      new Blob([JSON.stringify(replay, null, 2)], { type: 'application/json' }),
    )
    const link = document.createElement('a')
    link.href = url
    link.download = `replay-${replay.id}.json`
    link.click()
    URL.revokeObjectURL(url)
  }
  return <Button onClick={save}>{t('replay.download')}</Button>
}
