/** What is wrong with the text, place by place, and which cases come true; by the browser's compiler or by the server. */
import Button from '@cloudscape-design/components/button'
import type { CaseResult, RulesCheck } from '#shared/contracts/rule-versions.ts'
import type { RuleProblem } from '#shared/contracts/rules.ts'
import { mayCall } from '../../api.ts'
import { useWrite } from '../../data.ts'
import { useText } from '../../language.tsx'
import { ApiCall } from '../../parts/api-call.tsx'
import { Card, Loading } from '../../parts/page.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Dot } from '../../parts/state.tsx'
import { useSession } from '../../session.tsx'
import type { Checked } from './engine.ts'

export interface CheckPanelProps {
  readonly text: string
  /** null while the compiler is on its way. */
  readonly checked: Checked | null
  readonly onReveal: (line: number, column: number) => void
}

export function CheckPanel({ text, checked, onReveal }: CheckPanelProps) {
  const t = useText()
  const { me } = useSession()
  const check = useWrite('checkRules', { touches: [] })
  const asked = check.variables?.document === text ? check.data : undefined
  const request = { document: text }
  return (
    <>
      {checked === null ? <Loading /> : <Findings checked={checked} onReveal={onReveal} />}
      {mayCall(me.role, 'checkRules') ? (
        <Card title={t('rules.server')}>
          <div className="stack">
            <p className="quiet flat">{t('rules.server.text')}</p>
            {check.error === null ? null : <ProblemAlert error={check.error} />}
            {asked === undefined ? null : <ServerSays check={asked} />}
            <div className="row">
              <Button loading={check.isPending} onClick={() => check.mutate(request)}>
                {t('rules.server.ask')}
              </Button>
              <ApiCall name="checkRules" request={request} />
            </div>
          </div>
        </Card>
      ) : null}
    </>
  )
}

interface FindingsProps {
  readonly checked: Pick<Checked, 'problems' | 'cases'>
  readonly onReveal?: (line: number, column: number) => void
}

export function Findings({ checked: { problems, cases }, onReveal }: FindingsProps) {
  const t = useText()
  if (problems.length > 0) {
    return (
      <Card title={t('rules.problems', { count: problems.length })}>
        <ul className="plain-list" aria-live="polite">
          {problems.map((problem) => (
            <li key={`${problem.path} ${problem.line} ${problem.message}`}>
              <ProblemLine problem={problem} {...(onReveal === undefined ? {} : { onReveal })} />
            </li>
          ))}
        </ul>
      </Card>
    )
  }
  const passed = cases.filter((each) => each.passed).length
  return (
    <Card title={t('rules.cases', { passed, count: cases.length })}>
      <div className="stack" aria-live="polite">
        <Dot tone="good">{t('rules.compiles')}</Dot>
        {cases.length === 0 ? <p className="quiet flat">{t('rules.cases.none')}</p> : null}
        <Cases cases={cases} />
      </div>
    </Card>
  )
}

function ProblemLine({
  problem: { rule, line, column, message },
  onReveal,
}: {
  problem: RuleProblem
  onReveal?: (line: number, column: number) => void
}) {
  const t = useText()
  const place = line === null ? null : t('rules.place', { line, column: column ?? 1 })
  return (
    <>
      <Dot tone="bad">{rule === null ? t('rules.document') : t('rules.rule', { rule })}</Dot>
      <div>
        <bdi>{message}</bdi>
      </div>
      {place === null ? null : onReveal === undefined ? (
        <span className="quiet small">{place}</span>
      ) : (
        <button
          type="button"
          className="link-button small"
          onClick={() => onReveal(line ?? 1, column ?? 1)}
        >
          {place}
        </button>
      )}
    </>
  )
}

function Cases({ cases }: { cases: readonly CaseResult[] }) {
  const t = useText()
  // What fails first: it is what there is to do.
  const sorted = [...cases].sort((one, other) => Number(one.passed) - Number(other.passed))
  return (
    <ul className="plain-list">
      {sorted.map(({ name, passed, failures }) => (
        <li key={name}>
          <div className="case-line">
            <Dot tone={passed ? 'good' : 'bad'}>
              {t(passed ? 'rules.case.passed' : 'rules.case.failed')}
            </Dot>
            <bdi>{name}</bdi>
          </div>
          {failures.map((failure) => (
            <div key={failure} className="quiet small">
              <bdi>{failure}</bdi>
            </div>
          ))}
        </li>
      ))}
    </ul>
  )
}

function ServerSays({ check }: { check: RulesCheck }) {
  const t = useText()
  if (check.valid) return <Dot tone="good">{t('rules.server.valid')}</Dot>
  return <Findings checked={check} />
}
