/** The API for readers, made from the table of paths. */
import { ROUTES, type Route } from '#shared/contracts/api.ts'
import { SIGNING } from '#shared/contracts/credentials.ts'
import { PROBLEMS } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { escapeHtml, makePage } from './pages/page.ts'

const GROUPS: readonly { readonly title: string; readonly auth: Route['auth'][] }[] = [
  { title: 'For everyone', auth: ['none'] },
  { title: 'For people', auth: ['person'] },
  { title: 'For connectors', auth: ['enroll', 'connector'] },
]

export const apiReference: RouteHandler<'apiReference'> = async () =>
  makePage('Spoolgate API', makeReference())

function makeReference(): string {
  return `<h1>Spoolgate API</h1>
<p class="lead">Every path there is. For programs: <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p>
<p>Lists take <code>limit</code> and <code>cursor</code>, and answer <code>items</code> and <code>next</code>.
Amounts are decimal strings with up to four places, times are RFC 3339 in UTC.
Every write by a person may carry an <code>Idempotency-Key</code>.</p>
${GROUPS.map(makeGroup).join('\n')}
<h2>Problems</h2>
<p>Errors are problem details (RFC 9457) with one of these codes.</p>
<dl>
${makeProblems()}
</dl>`
}

function makeGroup({ title, auth }: (typeof GROUPS)[number]): string {
  const routes = (Object.values(ROUTES) as Route[]).filter((route) => auth.includes(route.auth))
  return `<h2>${title}</h2>\n${routes.map(makeRoute).join('\n')}`
}

function makeRoute(route: Route): string {
  return `<h3><code>${route.method} ${escapeHtml(route.path)}</code></h3>
<p>${escapeHtml(route.summary)} <span class="quiet">(${escapeHtml(nameAccess(route))})</span></p>`
}

function nameAccess(route: Route): string {
  switch (route.auth) {
    case 'none':
      return 'no credential'
    case 'person':
      return `session or bearer token: ${route.roles.join(', ')}`
    case 'enroll':
      return 'signed by the key in the body'
    case 'connector':
      return `signed by the device key, tag ${SIGNING.tag}`
  }
}

function makeProblems(): string {
  return Object.entries(PROBLEMS)
    .filter(([, { httpStatus }]) => httpStatus > 0)
    .map(
      ([code, { httpStatus, title }]) =>
        `<dt id="${code}"><code>${code}</code></dt><dd>${httpStatus}: ${escapeHtml(title)}</dd>`,
    )
    .join('\n')
}
