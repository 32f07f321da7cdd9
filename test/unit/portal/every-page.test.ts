// The list of all pages that browser tests and pictures go through has every page of the router.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OWN_PAGES, staffPages } from '#help/portal-pages.ts'

const ROUTES = new URL('../../../portal/routes.tsx', import.meta.url)

it('names a path for every route', () => {
  const patterns = [...readFileSync(ROUTES, 'utf8').matchAll(/\.\.\.at\('([^']+)'\)/g)].map(
    ([, pattern = '']) => pattern,
  )
  expect(patterns.length).toBeGreaterThan(30)
  const paths = [...staffPages({ refused: 'R', replay: 'P', batch: 'B' }), ...OWN_PAGES].map(
    ({ path }) => path.split('?')[0]!.split('/'),
  )
  const missing = patterns.filter((pattern) => {
    const parts = pattern.split('/')
    return !paths.some(
      (path) =>
        path.length === parts.length &&
        parts.every((part, at) => part === path[at] || part.startsWith('$')),
    )
  })
  expect(missing).toEqual([])
})
