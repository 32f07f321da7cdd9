/** The head of every page: the way back, what it is, what can be done; and the title of the tab. */
import { Link, type LinkProps } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useText } from '../language.tsx'
import { Name } from './name.tsx'

export interface PageProps {
  readonly title: string
  /** The title is somebody's own words, like a document's name. */
  readonly named?: boolean
  readonly description?: string
  readonly back?: { readonly to: NonNullable<LinkProps['to']>; readonly label: string }
  readonly actions?: ReactNode
  /** For forms and stories, which nobody reads over 1,200 pixels. */
  readonly narrow?: boolean
  readonly children: ReactNode
}

export function Page({
  title,
  named = false,
  description,
  back,
  actions,
  narrow = false,
  children,
}: PageProps) {
  const t = useText()
  useEffect(() => {
    document.title = t('page.tab', { title })
  }, [t, title])
  return (
    <div className={narrow ? 'page narrow' : 'page'}>
      {back === undefined ? null : (
        <div className="trail">
          <Link to={back.to}>
            <span aria-hidden="true">‹ </span>
            {back.label}
          </Link>
        </div>
      )}
      <div className="page-head">
        <div>
          <h1>{named ? <Name wraps>{title}</Name> : title}</h1>
          {description === undefined ? null : <p>{description}</p>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

export function Card({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="card">
      {title === undefined ? null : <h2>{title}</h2>}
      {children}
    </section>
  )
}

/** Labels with their values, as many beside each other as fit. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What an empty place teaches: what belongs here and how it comes. */
export function Empty({
  title,
  text,
  action,
}: {
  title: string
  text: string
  action?: ReactNode
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{text}</p>
      {action}
    </div>
  )
}

export function Loading() {
  const t = useText()
  return (
    <p className="loading" role="status">
      {t('page.loading')}
    </p>
  )
}
