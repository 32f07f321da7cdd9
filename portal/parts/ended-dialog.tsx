/** The session ended while somebody worked: the page stays behind with all that was typed, another tab signs in. */
import Button from '@cloudscape-design/components/button'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useText } from '../language.tsx'
import { signInUrl, useSignIn } from '../session.tsx'

export function EndedDialog() {
  const t = useText()
  const { look } = useSignIn()
  const client = useQueryClient()
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    box.current?.showModal()
    const again = async () => {
      if (await look()) await client.invalidateQueries()
    }
    addEventListener('focus', again)
    return () => removeEventListener('focus', again)
  }, [look, client])
  return (
    <dialog
      ref={box}
      className="jump-box"
      aria-label={t('ended.title')}
      onCancel={(event) => event.preventDefault()}
    >
      <div className="stack" style={{ padding: 24 }}>
        <h2 style={{ margin: 0, fontSize: 18 }}>{t('ended.title')}</h2>
        <p style={{ margin: 0 }}>{t('ended.text')}</p>
        <div className="row">
          <Button variant="primary" onClick={() => open(signInUrl('/'), '_blank')}>
            {t('ended.signIn')}
          </Button>
          <Button onClick={() => void look()}>{t('ended.again')}</Button>
        </div>
      </div>
    </dialog>
  )
}
