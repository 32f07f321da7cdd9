/** The page that asks for name and password: plain HTML, works without scripts and with any reader. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { accountIdOf, type LocalPerson } from './identity-client.ts'

export const SIGN_IN_PATH = '/sign-in/'
const BODY_LIMIT_BYTES = 4_096
const WRONG = 'Name or password is not right.'

interface Surroundings {
  readonly provider: Provider
  readonly find: (name: string) => LocalPerson | null
  /** Where the provider sends browsers back to; Chromium asks for them in `form-action`. */
  readonly callbackOrigins: readonly string[]
}

export async function answerSignInPage(
  request: IncomingMessage,
  response: ServerResponse,
  around: Surroundings,
): Promise<void> {
  const { provider, find } = around
  const interaction = await provider.interactionDetails(request, response).catch(() => null)
  if (interaction === null) {
    return sendPage(response, 400, around, makeMessage('This page is too old. Please begin again.'))
  }
  if (request.method !== 'POST') return sendPage(response, 200, around, makeForm('', null))
  const form = new URLSearchParams(await readBody(request))
  const name = form.get('username') ?? ''
  const person = find(name)
  if (person === null || !isSame(form.get('password') ?? '', person.password)) {
    return sendPage(response, 401, around, makeForm(name, WRONG))
  }
  await provider.interactionFinished(request, response, {
    login: { accountId: accountIdOf(person) },
  })
}

/** Hashes have one length, so comparing them tells nothing by its time. */
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(wanted))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_LIMIT_BYTES) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function makeForm(name: string, problem: string | null): string {
  const alert = problem === null ? '' : `<p role="alert" id="problem">${problem}</p>`
  const wrong = problem === null ? '' : ' aria-invalid="true" aria-describedby="problem"'
  return `<h1>Sign in</h1>
<p>This machine's own sign-in, in the place of your organization's.</p>
${alert}
<form method="post">
<label for="username">Name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${escapeHtml(name)}"${wrong}${problem === null ? ' autofocus' : ''}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${wrong}${problem === null ? '' : ' autofocus'}>
<button>Sign in</button>
</form>`
}

const makeMessage = (text: string): string => `<h1>Sign in</h1>\n<p>${text}</p>`

function sendPage(
  response: ServerResponse,
  status: number,
  { callbackOrigins }: Surroundings,
  main: string,
): void {
  const targets = ["'self'", ...callbackOrigins].join(' ')
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action ${targets}`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(makePage(main))
}

/** For requests that no sign-in of ours would send. */
export const makeErrorPage = (why: string): string =>
  makePage(`<h1>Sign in</h1>\n<p>${escapeHtml(why)}</p>`)

function makePage(main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in – Spoolgate</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #6e7781; --accent: #0b57d0; --on: #fff; --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --paper: #14171b; --line: #8b949e; --accent: #8ab4f8; --on: #10131a; --bad: #ffb4ab }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 24rem; margin: 0 auto; padding: 4rem 1.5rem }
h1 { font-size: 1.75rem; margin: 0 0 .5rem }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
input, button { width: 100%; font: inherit; padding: .6rem .75rem; border-radius: .4rem; border: 1px solid var(--line) }
input { background: transparent; color: inherit }
button { margin-top: 1.5rem; border: 0; background: var(--accent); color: var(--on); font-weight: 600; cursor: pointer }
[role=alert] { color: var(--bad); font-weight: 600 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`
