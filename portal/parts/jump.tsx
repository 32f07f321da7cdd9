/** ⌘K: from anywhere to any page, user or job by typing. */
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useId, useRef, useState } from 'react'
import { mayCall } from '../api.ts'
import { type Text, useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { placesFor } from './navigation.ts'

interface Target {
  readonly key: string
  readonly label: string
  readonly kind: string
  readonly go: () => void
}

const SHOWN_LIMIT = 12
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i

export function Jump({ onClose }: { onClose: () => void }) {
  const t = useText()
  const box = useRef<HTMLDialogElement>(null)
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const targets = useTargets(typed, t).slice(0, SHOWN_LIMIT)
  useEffect(() => {
    box.current?.showModal()
  }, [])
  const chosen = Math.min(at, targets.length - 1)
  const go = (target: Target | undefined) => {
    if (target === undefined) return
    onClose()
    target.go()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((chosen + step + targets.length) % Math.max(1, targets.length))
    }
    if (event.key === 'Enter') go(targets[chosen])
  }
  return (
    <dialog ref={box} className="jump-box" aria-label={t('jump.title')} onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={chosen < 0 ? undefined : `${listId}-${chosen}`}
        aria-label={t('jump.title')}
        placeholder={t('jump.placeholder')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div
        className="jump-list"
        id={listId}
        role="listbox"
        aria-label={t('jump.title')}
        tabIndex={-1}
      >
        {targets.map((target, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, as a combobox has them
          <div
            key={target.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === chosen}
            tabIndex={-1}
            onClick={() => go(target)}
          >
            <bdi>{target.label}</bdi>
            <span className="quiet small">{target.kind}</span>
          </div>
        ))}
      </div>
    </dialog>
  )
}

/** Pages whose name holds every word typed, then what the text may be the name of. */
function useTargets(typed: string, t: Text): Target[] {
  const navigate = useNavigate()
  const { me } = useSession()
  const text = typed.trim()
  const words = text.toLowerCase().split(/\s+/)
  const pages = placesFor(me)
    .flatMap(({ places }) => places)
    .map((place) => ({
      key: place.to,
      label: t(place.label),
      kind: t('jump.page'),
      go: () => void navigate({ to: place.to }),
    }))
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
  if (!mayCall(me.role, 'showUser') || text === '') return pages
  const username = text.toLowerCase()
  const named: Target[] = ULID.test(text)
    ? [
        {
          key: 'job',
          label: text.toUpperCase(),
          kind: t('jump.job'),
          go: () => void navigate({ to: '/jobs/$job', params: { job: text.toUpperCase() } }),
        },
      ]
    : [
        {
          key: 'user',
          label: username,
          kind: t('jump.user'),
          go: () => void navigate({ to: '/users/$username', params: { username } }),
        },
        {
          key: 'jobs',
          label: username,
          kind: t('jump.userJobs'),
          go: () => void navigate({ to: '/jobs', search: { user: username } }),
        },
      ]
  return [...pages, ...named]
}
