/** Tries the rules on a made-up job, at once and in the browser, or on a past one as everything stood then, on the server. */
import Button from '@cloudscape-design/components/button'
import { useDeferredValue, useMemo, useState } from 'react'
import type { RuleSet } from '#shared/contracts/rules.ts'
import { mayCall } from '../../api.ts'
import { useRead, useWrite } from '../../data.ts'
import { useText } from '../../language.tsx'
import { ApiCall } from '../../parts/api-call.tsx'
import { TextField } from '../../parts/form.tsx'
import { Name } from '../../parts/name.tsx'
import { Card, Loading } from '../../parts/page.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useSession } from '../../session.tsx'
import { DecisionView } from './decision-view.tsx'
import type { Checked } from './engine.ts'
import { GivenForm } from './given-form.tsx'
import { type GivenTyped, NOTHING_TYPED, readGiven } from './read-given.ts'
import type { Engine } from './use-check.ts'

export interface TryPanelProps {
  readonly engine: Engine | null
  readonly checked: Checked | null
  /** A past job that was asked for. */
  readonly job: string | null
  /** Takes what makes a text with one more case; null = nobody may write here. */
  readonly onCase: ((make: (text: string) => string) => void) | null
}

export default function TryPanel({ engine, checked, job, onCase }: TryPanelProps) {
  const t = useText()
  const { me } = useSession()
  const [past, setPast] = useState(job !== null)
  const document = checked?.document ?? null
  if (engine === null || checked === null) return <Loading />
  if (document === null) return <p className="quiet">{t('try.problems')}</p>
  return (
    <>
      {mayCall(me.role, 'tryRules') ? (
        <fieldset className="row" aria-label={t('try.on')}>
          <button
            type="button"
            className="chip"
            aria-pressed={!past}
            onClick={() => setPast(false)}
          >
            {t('try.madeUp')}
          </button>
          <button type="button" className="chip" aria-pressed={past} onClick={() => setPast(true)}>
            {t('try.past')}
          </button>
        </fieldset>
      ) : null}
      {past ? (
        <PastJob document={document} job={job} />
      ) : (
        <MadeUpJob engine={engine} document={document} onCase={onCase} />
      )}
    </>
  )
}

interface MadeUpJobProps {
  readonly engine: Engine
  readonly document: RuleSet
  readonly onCase: TryPanelProps['onCase']
}

function MadeUpJob({ engine, document, onCase }: MadeUpJobProps) {
  const t = useText()
  const { me, currency } = useSession()
  const [typed, setTyped] = useState<GivenTyped>(NOTHING_TYPED)
  const [name, setName] = useState('')
  const settled = useDeferredValue(typed)
  const { given, wrong } = useMemo(() => readGiven(settled), [settled])
  const decision = useMemo(
    () => engine.tryGiven(document, given, currency),
    [engine, document, given, currency],
  )
  const isNamed = name.trim() !== '' && !document.cases.some((each) => each.name === name.trim())
  return (
    <>
      <Card title={t('try.madeUp.title')}>
        <GivenForm typed={typed} wrong={wrong} onChange={setTyped} />
      </Card>
      <DecisionView
        decision={decision}
        foot={
          onCase === null ? null : (
            <>
              <TextField label={t('try.case.name')} value={name} onChange={setName} />
              <div className="row">
                <Button
                  disabled={!isNamed}
                  onClick={() => {
                    onCase((text) => engine.insertCase(text, name.trim(), given, decision))
                    setName('')
                  }}
                >
                  {t('try.case.add')}
                </Button>
                {mayCall(me.role, 'tryRules') ? (
                  <ApiCall name="tryRules" request={{ body: { given, document } }} />
                ) : null}
              </div>
            </>
          )
        }
      />
    </>
  )
}

const LATEST = 8

function PastJob({ document, job }: { document: RuleSet; job: string | null }) {
  const t = useText()
  const { me } = useSession()
  const [id, setId] = useState(job ?? '')
  const mayList = mayCall(me.role, 'listJobs')
  const latest = useRead('listJobs', { query: { limit: LATEST } }, { enabled: mayList })
  const tried = useWrite('tryRules', { touches: [] })
  const request = { body: { job: id.trim(), document } }
  const answersThis = tried.variables?.body.job === request.body.job
  return (
    <>
      <Card title={t('try.past.title')}>
        <div className="stack">
          <p className="quiet flat">{t('try.past.text')}</p>
          <TextField label={t('try.past.id')} value={id} onChange={setId} />
          {latest.data === undefined || latest.data.items.length === 0 ? null : (
            <ul className="plain-list" aria-label={t('try.past.latest')}>
              {latest.data.items.map((each) => (
                <li key={each.id} className="try-job">
                  <button
                    type="button"
                    className="link-button"
                    aria-pressed={each.id === id}
                    onClick={() => setId(each.id)}
                  >
                    <Name>{each.documentName || t('job.unnamed')}</Name>
                  </button>
                  <span className="quiet small">
                    <Name>{each.user}</Name>
                  </span>
                </li>
              ))}
            </ul>
          )}
          <div className="row">
            <Button
              variant="primary"
              disabled={id.trim() === ''}
              loading={tried.isPending}
              onClick={() => tried.mutate(request)}
            >
              {t('try.button')}
            </Button>
            <ApiCall name="tryRules" request={request} />
          </div>
        </div>
      </Card>
      {tried.error === null ? null : <ProblemAlert error={tried.error} />}
      {tried.data === undefined || !answersThis ? null : <DecisionView decision={tried.data} />}
    </>
  )
}
