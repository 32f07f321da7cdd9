/** Before anybody is signed in: the way to the identity provider, or an API token for this tab. */
import Button from '@cloudscape-design/components/button'
import Input from '@cloudscape-design/components/input'
import { type FormEvent, useState } from 'react'
import { useText } from '../language.tsx'
import { signInUrl, useSignIn } from '../session.tsx'

export function SignInPage() {
  const t = useText()
  const { state, look } = useSignIn()
  if (state === 'looking') return null
  return (
    <main className="sign-in">
      <div className="card">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1>{t('signIn.title')}</h1>
        <p className="quiet">{t(state === 'unreachable' ? 'away.text' : 'signIn.text')}</p>
        <div className="stack">
          {state === 'unreachable' ? (
            <Button variant="primary" fullWidth onClick={() => void look()}>
              {t('action.retry')}
            </Button>
          ) : (
            <Button
              variant="primary"
              fullWidth
              onClick={() => location.assign(signInUrl(`${location.pathname}${location.search}`))}
            >
              {t('signIn.button')}
            </Button>
          )}
          <TokenForm />
        </div>
      </div>
    </main>
  )
}

function TokenForm() {
  const t = useText()
  const { useToken: openWith } = useSignIn()
  const [token, setToken] = useState('')
  const [refused, setRefused] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setRefused(!(await openWith(token)))
  }
  return (
    <details>
      <summary className="quiet">{t('signIn.token.summary')}</summary>
      <form className="stack" style={{ marginBlockStart: 12 }} onSubmit={submit}>
        <p className="quiet small" style={{ margin: 0 }}>
          {t('signIn.token.text')}
        </p>
        <Input
          type="password"
          value={token}
          ariaLabel={t('signIn.token.label')}
          placeholder="sgt_…"
          invalid={refused}
          autoComplete={false}
          onChange={({ detail }) => setToken(detail.value)}
        />
        {refused ? (
          <span className="bad small" role="alert">
            {t('signIn.token.refused')}
          </span>
        ) : null}
        <Button formAction="submit" disabled={token.trim() === ''}>
          {t('signIn.token.button')}
        </Button>
      </form>
    </details>
  )
}
