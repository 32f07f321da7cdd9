/** Questions about own jobs, each with the time that is left; what is answered decides the job. */
import Button from '@cloudscape-design/components/button'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import { type FormEvent, useState } from 'react'
import type { Account } from '#shared/contracts/account.ts'
import type { JobState } from '#shared/contracts/job.ts'
import type { MyPrompt } from '#shared/contracts/waiting.ts'
import { useWrite } from '../data.ts'
import { type MessageId, type Text, useText } from '../language.tsx'
import { Countdown } from '../parts/countdown.tsx'
import { useMoney } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { ProblemAlert } from '../parts/problem.tsx'

/** Answers that fit beside each other as buttons. */
const BUTTONS_LIMIT = 6

export interface PromptsProps {
  readonly prompts: readonly MyPrompt[]
  /** One's own, so that the question which one pays can tell what is on them. */
  readonly accounts: readonly Account[]
}

export function Prompts({ prompts, accounts }: PromptsProps) {
  const t = useText()
  return (
    <section aria-label={t('my.prompts')} className={prompts.length === 0 ? '' : 'stack'}>
      {/* Stays in place, so that a reader speaks when its words change. */}
      <div role="status" className="visually-hidden">
        {prompts.length === 0 ? '' : t('my.prompts.spoken', { count: prompts.length })}
      </div>
      {prompts.map((each) => (
        <PromptCard key={`${each.jobId} ${each.prompt.id}`} asked={each} accounts={accounts} />
      ))}
    </section>
  )
}

const ANSWERED: Readonly<Partial<Record<JobState, MessageId>>> = {
  held: 'my.answered.held',
  asking: 'my.answered.asking',
  refused: 'my.answered.refused',
}

interface PromptCardProps {
  readonly asked: MyPrompt
  readonly accounts: readonly Account[]
}

function PromptCard({ asked, accounts }: PromptCardProps) {
  const t = useText()
  const notices = useNotices()
  const money = useMoney(asked.currency)
  const { prompt, jobId } = asked
  const answer = useWrite('answerMyPrompt', {
    touches: ['listMyPrompts', 'listMyHeld', 'listMyJobs', 'listMyAccounts'],
    onDone: ({ state }) =>
      notices.add({
        type: state === 'refused' ? 'info' : 'success',
        text: t(ANSWERED[state] ?? 'my.answered.released'),
      }),
  })
  const give = (text: string) =>
    answer.mutate({ params: { job: jobId }, body: { prompt: prompt.id, answer: text } })
  const balances = new Map(accounts.map(({ id, available }) => [id, money(available)]))
  const choices = prompt.choices.map(({ value, label }) => ({
    value,
    label: choiceText(t, prompt.kind, value, label),
    balance: balances.get(value) ?? null,
  }))
  return (
    <article className="card my-prompt">
      <div className="my-job-head">
        <span className="quiet">
          <Name>{asked.documentName || t('job.unnamed')}</Name>
        </span>
        <Countdown until={asked.expiresAt} limitSeconds={prompt.timeoutSeconds} />
      </div>
      <h2>
        <bdi>{questionText(t, asked, accounts, money)}</bdi>
      </h2>
      {isOwnConfirm(asked) ? (
        <p className="quiet small">
          <bdi>{prompt.text}</bdi>
        </p>
      ) : null}
      {answer.error === null ? null : <ProblemAlert error={answer.error} />}
      {prompt.kind === 'pin' ? (
        <PinAnswer busy={answer.isPending} onAnswer={give} />
      ) : choices.length > BUTTONS_LIMIT ? (
        <ListAnswer choices={choices} busy={answer.isPending} onAnswer={give} />
      ) : (
        <div className="row">
          {choices.map(({ value, label, balance }, index) => (
            <Button
              key={value}
              variant={index === 0 ? 'primary' : 'normal'}
              disabled={answer.isPending}
              onClick={() => give(value)}
            >
              {balance === null ? label : `${label} · ${balance}`}
            </Button>
          ))}
        </div>
      )}
      <p className="quiet small">{timeoutText(t, asked)}</p>
    </article>
  )
}

interface AnswerProps {
  readonly busy: boolean
  readonly onAnswer: (text: string) => void
}

interface Choice {
  readonly value: string
  readonly label: string
  readonly balance: string | null
}

function ListAnswer({
  choices,
  busy,
  onAnswer,
}: AnswerProps & { readonly choices: readonly Choice[] }) {
  const t = useText()
  const [chosen, setChosen] = useState<string | null>(null)
  const options = choices.map(({ value, label, balance }) => ({
    value,
    label,
    ...(balance === null ? {} : { labelTag: balance }),
  }))
  return (
    <div className="row">
      <div className="my-answer">
        <Select
          ariaLabel={t('my.answer')}
          placeholder={t('my.answer.choose')}
          filteringType="auto"
          options={options}
          selectedOption={options.find(({ value }) => value === chosen) ?? null}
          onChange={({ detail }) => setChosen(detail.selectedOption.value ?? null)}
        />
      </div>
      <Button
        variant="primary"
        disabled={busy || chosen === null}
        onClick={() => onAnswer(chosen ?? '')}
      >
        {t('my.answer.button')}
      </Button>
    </div>
  )
}

function PinAnswer({ busy, onAnswer }: AnswerProps) {
  const t = useText()
  const [pin, setPin] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAnswer(pin)
    setPin('')
  }
  return (
    <form className="row" onSubmit={submit}>
      <div className="my-answer">
        <Input
          type="password"
          ariaLabel={t('my.pin')}
          placeholder={t('my.pin')}
          autoComplete={false}
          value={pin}
          onChange={({ detail }) => setPin(detail.value)}
        />
      </div>
      <Button variant="primary" formAction="submit" disabled={busy || pin === ''}>
        {t('my.answer.button')}
      </Button>
    </form>
  )
}

/** The engine's own questions in the reader's language; those of the tenant's rules as they were written. */
function questionText(
  t: Text,
  asked: MyPrompt,
  accounts: readonly Account[],
  money: (amount: string) => string,
): string {
  const { prompt, cost } = asked
  if (isOwnConfirm(asked) && cost !== null) return t('my.prompt.charge', { cost: money(cost) })
  if (prompt.id === 'account' && prompt.kind === 'account') return t('my.prompt.account')
  const locked = prompt.kind === 'pin' ? prompt.id.slice('pin:'.length) : null
  const account = accounts.find(({ id }) => id === locked)
  return account === undefined ? prompt.text : t('my.prompt.pin', { account: account.name })
}

const isOwnConfirm = ({ prompt }: MyPrompt): boolean =>
  prompt.id === 'account' && prompt.kind === 'confirm'

/** `yes` and `no` that nobody gave other words. */
function choiceText(
  t: Text,
  kind: MyPrompt['prompt']['kind'],
  value: string,
  label: string,
): string {
  const isPlain = kind === 'confirm' && label === value
  return isPlain && (value === 'yes' || value === 'no') ? t(`my.answer.${value}`) : label
}

function timeoutText(t: Text, { prompt }: MyPrompt): string {
  const { onTimeout, kind } = prompt
  if (onTimeout === 'refuse') return t('my.timeout.refuse')
  if (onTimeout === 'continue') return t('my.timeout.continue')
  const label = prompt.choices.find(({ value }) => value === onTimeout)?.label ?? onTimeout
  return t('my.timeout.answer', { answer: choiceText(t, kind, onTimeout, label) })
}
