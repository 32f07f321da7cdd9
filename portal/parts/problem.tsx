/** What went wrong, in the reader's words where we have them, with the code and request id that support asks for. */
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { ApiProblem } from '../api.ts'
import { type MessageId, type Text, useText } from '../language.tsx'

/** Codes that people meet; for the others the server's sentence is shown. */
const KNOWN: Readonly<Record<string, MessageId>> = {
  'cloud-unreachable': 'problem.cloud-unreachable',
  'too-busy': 'problem.too-busy',
  'internal-error': 'problem.internal-error',
  'role-insufficient': 'problem.role-insufficient',
  'not-found': 'problem.not-found',
  'already-exists': 'problem.already-exists',
  'credential-missing': 'problem.credential-missing',
  'credential-invalid': 'problem.credential-missing',
  'adjustment-exceeds-balance': 'problem.adjustment-exceeds-balance',
  'transfer-exceeds-balance': 'problem.transfer-exceeds-balance',
  'job-not-waiting': 'problem.job-not-waiting',
  'job-needs-manager': 'problem.job-needs-manager',
  'voucher-unusable': 'problem.voucher-unusable',
  'pin-wrong': 'problem.pin-wrong',
  'attempts-exhausted': 'problem.attempts-exhausted',
  'refund-decided': 'problem.refund-decided',
}

export function problemText(t: Text, error: unknown): string {
  if (!(error instanceof ApiProblem)) return t('problem.internal-error')
  const known = KNOWN[error.details.code]
  return known === undefined ? error.message : t(known)
}

export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useText()
  const details = error instanceof ApiProblem ? error.details : null
  return (
    <Alert
      type="error"
      header={problemText(t, error)}
      action={onRetry === undefined ? null : <Button onClick={onRetry}>{t('action.retry')}</Button>}
    >
      {details?.fields?.map(({ path, message }) => (
        <div key={path}>
          <span className="mono">{path}</span> {message}
        </div>
      ))}
      <span className="small quiet mono">
        {[details?.code, details?.requestId].filter((each) => each !== undefined).join(' · ')}
      </span>
    </Alert>
  )
}
