/** The button that shows the call behind a page or an action, so that everything here can be scripted. */
import Button from '@cloudscape-design/components/button'
import { lazy, Suspense, useState } from 'react'
import type { RouteName } from '#shared/contracts/api.ts'
import type { ApiRequest } from '../api.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'

const ApiDialog = lazy(() => import('./api-dialog.tsx'))

export interface ApiCallProps<Name extends RouteName> {
  readonly name: Name
  readonly request: ApiRequest<Name>
}

export function ApiCall<Name extends RouteName>({ name, request }: ApiCallProps<Name>) {
  const t = useText()
  const { api } = useSession()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button iconName="script" ariaLabel={t('api.show')} onClick={() => setOpen(true)}>
        {t('api.button')}
      </Button>
      {open ? (
        <Suspense>
          <ApiDialog curl={api.curl(name, request)} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
