/** CodeMirror for a rule set, a chunk of its own. In a shadow root its styles are sheets that the content security policy takes. */
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Text } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import type { RuleProblem } from '#shared/contracts/rules.ts'
import { completeAt, type Schema } from './complete.ts'

export interface EditorHandle {
  /** Puts the cursor there; both from 1. */
  reveal(line: number, column: number): void
}

export interface RulesEditorProps {
  readonly label: string
  readonly text: string
  readonly problems: readonly RuleProblem[]
  /** null while it is on its way: nothing is offered. */
  readonly schema: Schema | null
  readonly readOnly: boolean
  readonly onChange: (text: string) => void
  readonly ref?: Ref<EditorHandle>
}

export default function RulesEditor(props: RulesEditorProps) {
  const { text, problems, ref } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const current = useRef(props)
  current.current = props
  useEffect(() => {
    const host = place.current
    if (host === null) return
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
    const made = new EditorView({ root, parent: root, state: makeState(current) })
    view.current = made
    return () => {
      made.destroy()
      view.current = null
    }
  }, [])
  useEffect(() => {
    const { current: editor } = view
    if (editor === null || editor.state.doc.toString() === text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [text])
  useEffect(() => {
    const { current: editor } = view
    if (editor === null) return
    const { doc } = editor.state
    editor.dispatch(
      setDiagnostics(
        editor.state,
        problems.map((problem) => makeMark(doc, problem)),
      ),
    )
  }, [problems])
  useImperativeHandle(ref, () => ({
    reveal: (line, column) => {
      const { current: editor } = view
      if (editor === null) return
      const anchor = offsetOf(editor.state.doc, line, column)
      editor.dispatch({ selection: { anchor }, scrollIntoView: true })
      editor.focus()
    },
  }))
  return <div className="rules-editor" ref={place} />
}

function makeState(current: { readonly current: RulesEditorProps }): EditorState {
  const { label, text, readOnly } = current.current
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      bracketMatching(),
      yaml(),
      syntaxHighlighting(HIGHLIGHT),
      LOOK,
      EditorState.readOnly.of(readOnly),
      autocompletion({
        override: [(context) => complete(context, current.current.schema)],
        icons: false,
      }),
      // Tab is left alone: it is the way out for who has no mouse.
      keymap.of([...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) current.current.onChange(update.state.doc.toString())
      }),
    ],
  })
}

function complete(context: CompletionContext, schema: Schema | null): CompletionResult | null {
  if (schema === null) return null
  const { state, pos, explicit } = context
  // Spaces and line ends alone should not open a list at every key.
  if (!explicit && !/[A-Za-z.]$/.test(state.sliceDoc(Math.max(0, pos - 1), pos))) return null
  const offered = completeAt(state.sliceDoc(0, pos), schema)
  if (offered === null) return null
  return {
    from: offered.from,
    validFor: /^[A-Za-z-]*$/,
    options: offered.options.map(({ label, detail, about, kind }) => ({
      label,
      detail,
      type: kind,
      ...(about === '' ? {} : { info: about }),
    })),
  }
}

function makeMark(doc: Text, { line, column, message }: RuleProblem): Diagnostic {
  const from = offsetOf(doc, line ?? 1, column ?? 1)
  const rest = doc.sliceString(from, Math.min(doc.length, from + 80))
  const word = /^[\w.]+/.exec(rest)?.[0].length ?? 1
  return { from, to: Math.min(doc.length, from + word), severity: 'error', message }
}

function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return Math.min(from + column - 1, to)
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--sg-accent-text)' },
  { tag: tags.comment, color: 'var(--sg-quiet)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--sg-ink)' },
  { tag: [tags.punctuation, tags.separator], color: 'var(--sg-quiet)' },
  { tag: [tags.keyword, tags.labelName, tags.typeName], color: 'var(--sg-info)' },
])

const LOOK = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--sg-ink)',
    backgroundColor: 'var(--sg-surface)',
    fontSize: '13px',
    direction: 'ltr',
    textAlign: 'left',
  },
  // The box around shows it.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
    lineHeight: '20px',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--sg-ink)', padding: '10px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--sg-ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--sg-surface)',
    color: 'var(--sg-quiet)',
    border: '0',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sg-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--sg-accent-soft)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--sg-raised)',
    color: 'var(--sg-ink)',
    border: '1px solid var(--sg-line-strong)',
    borderRadius: '6px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--sg-accent-soft)',
    color: 'var(--sg-accent-text)',
  },
  '.cm-completionDetail': { color: 'var(--sg-quiet)', fontStyle: 'normal' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '320px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--sg-bad)' },
})
