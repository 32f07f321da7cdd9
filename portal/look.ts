/** Light or dark, density, and a partner's brand: classes and custom properties only, so that no style is inline. */
import { useSyncExternalStore } from 'react'
import { remember, remembered } from './doors.ts'

export const SCHEMES = ['system', 'light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

const DARK = '(prefers-color-scheme: dark)'
const listeners = new Set<() => void>()
let scheme: Scheme = 'system'

export function startLook(): void {
  scheme = asScheme(remembered('scheme'))
  document.body.classList.add('awsui-compact-mode')
  matchMedia(DARK).addEventListener('change', show)
  show()
}

export function useScheme(): [Scheme, (next: Scheme) => void] {
  return [useSyncExternalStore(subscribe, () => scheme), choose]
}

/** A partner's color (any CSS color); null takes our own again. */
export function setBrand(color: string | null): void {
  const { style } = document.documentElement
  if (color === null) style.removeProperty('--sg-brand')
  else if (CSS.supports('color', color)) style.setProperty('--sg-brand', color)
}

function choose(next: Scheme): void {
  scheme = next
  remember('scheme', next)
  show()
  for (const listener of listeners) listener()
}

function show(): void {
  const dark = scheme === 'dark' || (scheme === 'system' && matchMedia(DARK).matches)
  document.body.classList.toggle('awsui-dark-mode', dark)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const asScheme = (text: string | null): Scheme => SCHEMES.find((each) => each === text) ?? 'system'
