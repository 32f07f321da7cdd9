/** Somebody else saved first: both changes beside each other, and nothing that was typed is lost. */
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import { useQuery } from '@tanstack/react-query'
import { useText } from '../../language.tsx'
import { useConfirm } from '../../parts/confirm.tsx'
import { Diff } from '../../parts/diff.tsx'
import { Loading } from '../../parts/page.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useSession } from '../../session.tsx'
import type { RulesDraft } from './draft.ts'

export interface ConflictDialogProps {
  readonly draft: RulesDraft
  /** null: the draft stays as it is. */
  readonly onResolve: (draft: RulesDraft | null) => void
}

export default function ConflictDialog({ draft, onResolve }: ConflictDialogProps) {
  const t = useText()
  const confirm = useConfirm()
  const { api, tenantId } = useSession()
  const theirs = useQuery({
    queryKey: [tenantId, 'rules conflict', draft.baseVersion],
    queryFn: async ({ signal }) => {
      const { version } = await api.call('showRules', {}, { signal })
      const params = { version: String(version) }
      const [saved, text] = await Promise.all([
        api.call('showRulesVersion', { params }, { signal }),
        api.yaml('showRulesVersion', { params }, { signal }),
      ])
      return { ...saved, text }
    },
    gcTime: 0,
  })
  const keep = () => onResolve(null)
  const { data } = theirs
  const takeTheirs = async () => {
    const yes = await confirm({
      title: t('rules.discard.title'),
      text: t('rules.discard.text'),
      action: t('conflict.theirs'),
    })
    if (!yes || data === undefined) return
    onResolve({ text: data.text, baseVersion: data.version, baseText: data.text })
  }
  return (
    <Modal
      visible
      size="large"
      header={t('conflict.title')}
      onDismiss={keep}
      footer={
        <div className="row end">
          <Button variant="link" onClick={keep}>
            {t('conflict.back')}
          </Button>
          <Button disabled={data === undefined} onClick={() => void takeTheirs()}>
            {t('conflict.theirs')}
          </Button>
          <Button
            variant="primary"
            disabled={data === undefined}
            onClick={() =>
              data &&
              onResolve({ text: draft.text, baseVersion: data.version, baseText: data.text })
            }
          >
            {t('conflict.mine')}
          </Button>
        </div>
      }
    >
      {theirs.isError ? (
        <ProblemAlert error={theirs.error} onRetry={() => void theirs.refetch()} />
      ) : data === undefined ? (
        <Loading />
      ) : (
        <div className="stack">
          <p className="flat">
            {t('conflict.text', {
              who: data.savedBy,
              version: data.version,
              comment: data.comment || '–',
            })}
          </p>
          <h3 className="flat">{t('conflict.theirs.title')}</h3>
          <Diff label={t('conflict.theirs.title')} before={draft.baseText} after={data.text} />
          <h3 className="flat">{t('conflict.mine.title')}</h3>
          <Diff label={t('conflict.mine.title')} before={data.text} after={draft.text} />
        </div>
      )}
    </Modal>
  )
}
