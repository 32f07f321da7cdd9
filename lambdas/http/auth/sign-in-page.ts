/** What a person sees when signing in did not work, and the choice between tenants. */
import type { Problem, ProblemCode } from '#shared/contracts/problem.ts'
import { SIGN_IN_COOKIE } from '#shared/contracts/session.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import type { RawReply } from '../../middleware/call.ts'
import { dropCookie } from '../../middleware/cookies.ts'
import { escapeHtml, makePage } from '../pages/page.ts'

const ADVICE: Partial<Record<ProblemCode, string>> = {
  'sign-in-failed':
    'This happens when signing in takes long, is begun in two windows at once, or is canceled.',
  'sign-in-refused':
    'You are signed in at your organization, but nobody here is known by that sign-in, or the user is disabled. Ask an administrator here for help.',
  'identity-provider-unreachable':
    'The page that asks for your password cannot be reached right now. Please try again in a minute.',
}

export function makeSignInPage(
  problem: Problem,
  returnPath: string,
  cookies: readonly string[],
): RawReply {
  const main = `<h1>Not signed in</h1>
<p class="lead">${escapeHtml(asSentence(problem.detail))}</p>
<p>${escapeHtml(ADVICE[problem.code] ?? '')}</p>
<p><a href="${escapeHtml(signInPath(returnPath, null))}">Sign in again</a></p>`
  const page = makePage('Not signed in – Spoolgate', main)
  return { ...page, status: problem.httpStatus, cookies: [dropCookie(SIGN_IN_COOKIE), ...cookies] }
}

/** Details are lower case and without a full stop, because programs put them into their own sentences. */
const asSentence = (detail: string): string =>
  `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`

/** The identity provider knows the way back already, so choosing costs no second password. */
export function makeChoicePage(tenants: readonly Tenant[], returnPath: string): RawReply {
  const choices = tenants.map(
    ({ slug, name }) =>
      `<li><a href="${escapeHtml(signInPath(returnPath, slug))}">${escapeHtml(name)}</a></li>`,
  )
  const main = `<h1>Where to?</h1>
<p class="lead">You belong to several organizations here.</p>
<ul>
${choices.join('\n')}
</ul>`
  const page = makePage('Choose – Spoolgate', main)
  return { ...page, cookies: [dropCookie(SIGN_IN_COOKIE)] }
}

function signInPath(returnPath: string, tenant: string | null): string {
  const query = new URLSearchParams({ return: returnPath })
  if (tenant !== null) query.set('tenant', tenant)
  return `/auth/sign-in?${query}`
}
