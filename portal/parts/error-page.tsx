/** Where a page that broke ends up, and a path that leads nowhere: never a blank page. */
import Button from '@cloudscape-design/components/button'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { useText } from '../language.tsx'
import { Empty, Page } from './page.tsx'

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const t = useText()
  const router = useRouter()
  const cache = useQueryErrorResetBoundary()
  const again = () => {
    cache.reset()
    reset()
    void router.invalidate()
  }
  return (
    <Page title={t('error.title')} description={t('error.text')} narrow>
      <div className="stack">
        <pre className="code">{error instanceof Error ? error.message : String(error)}</pre>
        <div className="row">
          <Button variant="primary" onClick={again}>
            {t('action.retry')}
          </Button>
          <Button onClick={() => location.reload()}>{t('action.reload')}</Button>
        </div>
      </div>
    </Page>
  )
}

export function NotFoundPage() {
  const t = useText()
  return (
    <Page title={t('notFound.title')} narrow>
      <Empty
        title={t('notFound.heading')}
        text={t('notFound.text')}
        action={
          <Link className="link" to="/">
            {t('notFound.home')}
          </Link>
        }
      />
    </Page>
  )
}
