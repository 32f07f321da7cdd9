/** Starts a replay: which rules, compared with what, over which days. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { RuleSet } from '#shared/contracts/rules.ts'
import type { ApiRequest } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { now } from '../doors.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { DayField } from '../parts/day-field.tsx'
import { ChoiceField } from '../parts/form.tsx'
import { Card, Page } from '../parts/page.tsx'
import { lastDays, readPeriod } from '../parts/period.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import '../style/rules.css'
import { isChanged, useRulesDraft } from './rules/draft.ts'
import { useCheck, useEngine } from './rules/use-check.ts'

const route = getRouteApi('/replays/new')
const DAYS_CHOICES = [7, 30, 90] as const
const VERSIONS_SHOWN = 50

export const NewReplayPage = () => (
  <Words of={['replays']}>
    <NewReplay />
  </Words>
)

function NewReplay() {
  const t = useText()
  const navigate = useNavigate()
  const { me, tenantId } = useSession()
  const search = route.useSearch()
  const draft = useRulesDraft(`${tenantId} ${me.tokenName}`)
  const isDrafted = draft !== null && isChanged(draft)
  const { engine } = useEngine()
  const checked = useCheck(engine, draft?.text ?? '')
  const versions = useRead('listRulesVersions', { query: { limit: VERSIONS_SHOWN } })
  const [rules, setRules] = useState(search.rules ?? (isDrafted ? 'draft' : 'active'))
  const [against, setAgainst] = useState('history')
  const [days, setDays] = useState(() => lastDays(now(), DAYS_CHOICES[1]))
  const start = useWrite('replayRules', {
    touches: ['listReplays'],
    onDone: ({ id }) => void navigate({ to: '/replays/$replay', params: { replay: id } }),
  })
  const saved = (versions.data?.items ?? []).map(({ version, comment, active }) => ({
    value: String(version),
    label: t(active ? 'replay.new.activeVersion' : 'replay.version', { version }),
    description: comment,
  }))
  const draftChoice = isDrafted ? [{ value: 'draft', label: t('replay.draft') }] : []
  const activeChoice = { value: 'active', label: t('replay.new.active') }
  const period = readPeriod(days)
  const request = makeRequest(rules, against, checked?.document ?? null, period)
  return (
    <Page
      title={t('replay.new.title')}
      description={t('replay.new.description')}
      narrow
      back={{ to: '/replays', label: t('replays.title') }}
    >
      <Card>
        <div className="stack">
          <ChoiceField
            label={t('replay.new.rules')}
            value={rules}
            choices={[...draftChoice, activeChoice, ...saved]}
            onChange={setRules}
          />
          <ChoiceField
            label={t('replay.new.against')}
            description={t('replay.new.against.text')}
            value={against}
            choices={[{ value: 'history', label: t('replay.history') }, ...saved]}
            onChange={setAgainst}
          />
          <fieldset className="row" aria-label={t('replay.new.days')}>
            {DAYS_CHOICES.map((count) => (
              <button
                key={count}
                type="button"
                className="chip"
                onClick={() => setDays(lastDays(now(), count))}
              >
                {t('replay.new.last', { count })}
              </button>
            ))}
          </fieldset>
          <div className="grid-form">
            <DayField
              label={t('replay.new.from')}
              value={days.from}
              onChange={(from) => setDays({ ...days, from })}
            />
            <DayField
              label={t('replay.new.to')}
              value={days.to}
              error={period === null ? t('replay.new.wrong') : undefined}
              onChange={(to) => setDays({ ...days, to })}
            />
          </div>
          {start.error === null ? null : <ProblemAlert error={start.error} />}
          <div className="row">
            <Button
              variant="primary"
              disabled={request === null}
              loading={start.isPending}
              onClick={() => request && start.mutate(request)}
            >
              {t('replay.new.start')}
            </Button>
            {request === null ? null : <ApiCall name="replayRules" request={request} />}
          </div>
        </div>
      </Card>
    </Page>
  )
}

/** null while something is missing. */
function makeRequest(
  rules: string,
  against: string,
  draft: RuleSet | null,
  period: { readonly from: string; readonly to: string } | null,
): ApiRequest<'replayRules'> | null {
  if (period === null || (rules === 'draft' && draft === null)) return null
  const tried =
    rules === 'draft' && draft !== null
      ? { rules: draft }
      : rules === 'active'
        ? {}
        : { version: Number(rules) }
  const other = against === 'history' ? {} : { against: { version: Number(against) } }
  return { body: { ...tried, ...other, ...period } }
}
