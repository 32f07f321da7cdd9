/** The editor with what the compiler and the cases say beside it, trying, and the way into force. */
import { lazy, Suspense, useRef, useState } from 'react'
import { type ApiReply, mayCall } from '../../api.ts'
import { type MessageId, useText } from '../../language.tsx'
import { Loading } from '../../parts/page.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useSession } from '../../session.tsx'
import { CheckPanel } from './check-panel.tsx'
import type { RulesDraft } from './draft.ts'
import type { EditorHandle } from './editor.tsx'
import { SaveRow } from './save-row.tsx'
import { useCheck, useEngine } from './use-check.ts'

const Editor = lazy(() => import('./editor.tsx'))
const TryPanel = lazy(() => import('./try-panel.tsx'))
const Recipes = lazy(() => import('./recipe-list.tsx'))

const PANELS = {
  check: 'rules.panel.check',
  try: 'rules.panel.try',
  more: 'rules.panel.more',
} as const
type Panel = keyof typeof PANELS

export interface WorkspaceProps {
  readonly rules: ApiReply<'showRules'>
  readonly draft: RulesDraft
  /** A past job to try the rules on. */
  readonly job: string | null
  readonly onDraft: (draft: RulesDraft | null) => void
}

export default function Workspace({ rules, draft, job, onDraft }: WorkspaceProps) {
  const t = useText()
  const { me } = useSession()
  const mayEdit = mayCall(me.role, 'putRules')
  const [panel, setPanel] = useState<Panel>(job === null ? 'check' : 'try')
  const editor = useRef<EditorHandle>(null)
  const { engine, failed } = useEngine()
  const checked = useCheck(engine, draft.text)
  const write = (text: string) => onDraft({ ...draft, text })
  const panels = (Object.entries(PANELS) as [Panel, MessageId][]).filter(
    ([each]) => mayEdit || each !== 'more',
  )
  return (
    <div className="rules">
      <div className="stack">
        <Suspense fallback={<Loading />}>
          <Editor
            ref={editor}
            label={t('rules.editor')}
            text={draft.text}
            problems={checked?.problems ?? NOTHING}
            schema={engine?.SCHEMA ?? null}
            readOnly={!mayEdit}
            onChange={write}
          />
        </Suspense>
        <SaveRow rules={rules} draft={draft} checked={checked} onDraft={onDraft} />
      </div>
      <div className="stack">
        <fieldset className="row" aria-label={t('rules.panels')}>
          {panels.map(([each, label]) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={each === panel}
              onClick={() => setPanel(each)}
            >
              {t(label)}
            </button>
          ))}
        </fieldset>
        {failed ? <ProblemAlert error={null} /> : null}
        {panel === 'check' ? (
          <CheckPanel
            text={draft.text}
            checked={checked}
            onReveal={(line, column) => editor.current?.reveal(line, column)}
          />
        ) : null}
        <Suspense fallback={<Loading />}>
          {panel === 'try' ? (
            <TryPanel
              engine={engine}
              checked={checked}
              job={job}
              onCase={mayEdit ? (make) => write(make(draft.text)) : null}
            />
          ) : null}
          {panel === 'more' && engine !== null ? (
            <Recipes
              onTake={(recipe) => {
                write(engine.insertRules(draft.text, recipe))
                setPanel('check')
              }}
            />
          ) : null}
        </Suspense>
      </div>
    </div>
  )
}

const NOTHING = [] as const
