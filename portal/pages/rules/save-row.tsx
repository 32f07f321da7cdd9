/** What is in force, what is not, and the way from one to the other: save as a version, put in force, throw away. */
import Button from '@cloudscape-design/components/button'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { ApiProblem, type ApiReply, mayCall } from '../../api.ts'
import { useWrite } from '../../data.ts'
import { useText } from '../../language.tsx'
import { ApiCall } from '../../parts/api-call.tsx'
import { useConfirm } from '../../parts/confirm.tsx'
import { useNotices } from '../../parts/notices.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Dot } from '../../parts/state.tsx'
import { useSession } from '../../session.tsx'
import { isChanged, type RulesDraft } from './draft.ts'
import type { Checked } from './engine.ts'
import { useActivate } from './use-activate.ts'

const SaveDialog = lazy(() => import('./save-dialog.tsx'))
const ConflictDialog = lazy(() => import('./conflict-dialog.tsx'))

export interface SaveRowProps {
  readonly rules: ApiReply<'showRules'>
  readonly draft: RulesDraft
  readonly checked: Checked | null
  readonly onDraft: (draft: RulesDraft | null) => void
}

export function SaveRow({ rules, draft, checked, onDraft }: SaveRowProps) {
  const t = useText()
  const navigate = useNavigate()
  const confirm = useConfirm()
  const notices = useNotices()
  const { me } = useSession()
  const [asks, setAsks] = useState(false)
  const activation = useActivate()
  const save = useWrite('putRules', {
    touches: ['showRules', 'listRulesVersions'],
    onDone: ({ version, active }, { document }) => {
      setAsks(false)
      onDraft({ text: draft.text, baseVersion: version, baseText: document })
      notices.add({
        type: 'success',
        text: t(active ? 'rules.saved.active' : 'rules.saved', { version }),
      })
    },
  })
  const changed = isChanged(draft)
  const conflict = save.error instanceof ApiProblem && save.error.details.status === 412
  const isActive = !changed && draft.baseVersion === rules.activeVersion
  const request = {
    document: draft.text,
    query: { comment: '' },
    ifMatch: `"${draft.baseVersion}"`,
  }
  const discard = async () => {
    const yes = await confirm({
      title: t('rules.discard.title'),
      text: t('rules.discard.text'),
      action: t('action.discard'),
    })
    if (!yes) return
    onDraft(draft.baseVersion === 0 ? null : { ...draft, text: draft.baseText })
  }
  return (
    <div className="stack">
      {activation.error === null ? null : <ProblemAlert error={activation.error} />}
      <div className="row">
        <Standing changed={changed} version={draft.baseVersion} active={rules.activeVersion} />
      </div>
      {mayCall(me.role, 'putRules') ? (
        <div className="row">
          <Button
            variant={changed ? 'primary' : 'normal'}
            disabled={!changed || checked?.document == null}
            onClick={() => setAsks(true)}
          >
            {t('rules.save')}
          </Button>
          <Button
            variant={changed || isActive ? 'normal' : 'primary'}
            disabled={changed || isActive || draft.baseVersion === 0}
            loading={activation.isPending}
            onClick={() => void activation.activate(draft.baseVersion)}
          >
            {t('rules.activate')}
          </Button>
          <Button
            disabled={checked?.document == null}
            onClick={() =>
              void navigate({
                to: '/replays/new',
                search: changed ? { rules: 'draft' } : { rules: String(draft.baseVersion) },
              })
            }
          >
            {t('rules.replay')}
          </Button>
          <Button disabled={!changed} onClick={() => void discard()}>
            {t('action.discard')}
          </Button>
          {changed ? (
            <ApiCall name="putRules" request={request} />
          ) : draft.baseVersion === 0 ? null : (
            <ApiCall
              name="activateRules"
              request={{ params: { version: String(draft.baseVersion) } }}
            />
          )}
        </div>
      ) : null}
      <Suspense>
        {asks && !conflict ? (
          <SaveDialog
            text={draft.text}
            baseText={draft.baseText}
            checked={checked}
            saving={save.isPending}
            error={save.error}
            onSave={({ comment, activate }) =>
              save.mutate({
                ...request,
                query: { comment, ...(activate ? { activate: 'true' } : {}) },
              })
            }
            onClose={() => {
              setAsks(false)
              save.reset()
            }}
          />
        ) : null}
        {conflict ? (
          <ConflictDialog
            draft={draft}
            onResolve={(next) => {
              save.reset()
              setAsks(false)
              if (next !== null) onDraft(next)
            }}
          />
        ) : null}
      </Suspense>
    </div>
  )
}

interface StandingProps {
  readonly changed: boolean
  readonly version: number
  readonly active: number | null
}

function Standing({ changed, version, active }: StandingProps) {
  const t = useText()
  return (
    <>
      {active === null ? (
        <Dot tone="quiet">{t('rules.active.none')}</Dot>
      ) : (
        <Dot tone="good">{t('rules.active', { version: active })}</Dot>
      )}
      {changed ? (
        <Dot tone="warn">
          {version === 0 ? t('rules.draft.new') : t('rules.draft', { version })}
        </Dot>
      ) : version !== active && version > 0 ? (
        <Dot tone="info">{t('rules.inactive', { version })}</Dot>
      ) : null}
    </>
  )
}
