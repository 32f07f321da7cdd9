// Every page of the portal with something on it: what tests of all pages, pictures and audits go through.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSamplePdf, makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { eventually } from './eventually.ts'
import { adminOf, type ProductUnderTest, printAs } from './product.ts'

/** What pages are about that carry an id in their path. */
export interface Subjects {
  readonly refused: string
  readonly replay: string
  readonly batch: string
}

export interface PortalPage {
  /** Of its picture. */
  readonly name: string
  readonly path: string
}

/** What staff sees; `test/unit/portal/every-page.test.ts` compares it with the router's own table. */
export const staffPages = ({ refused, replay, batch }: Subjects): readonly PortalPage[] =>
  pagesOf({
    overview: '/',
    jobs: '/jobs',
    job: `/jobs/${refused}`,
    held: '/held',
    reports: '/reports',
    report: '/reports/summary',
    'report-schedules': '/report-schedules?report=summary',
    users: '/users',
    user: '/users/alice',
    'user-sessions': '/users/alice/sessions',
    import: '/import/users',
    groups: '/groups',
    group: '/groups/students',
    accounts: '/accounts',
    account: '/accounts/shared%3Aphysics',
    vouchers: '/vouchers',
    'voucher-batch': `/vouchers/${batch}`,
    refunds: '/refunds',
    printers: '/printers',
    printer: '/printers/office%40main',
    'printer-copy': '/printers/office%40main/copy',
    rules: '/rules',
    'rules-versions': '/rules/versions',
    'rules-version': '/rules/versions/2?against=1',
    replays: '/replays',
    'replay-new': '/replays/new',
    replay: `/replays/${replay}`,
    sites: '/sites',
    enroll: '/sites/enroll',
    tokens: '/tokens',
    audit: '/audit?row=1',
    settings: '/settings',
  })

/** What a user sees. */
export const OWN_PAGES: readonly PortalPage[] = pagesOf({
  my: '/my',
  'my-jobs': '/my/jobs',
  'my-statement': '/my/statement',
  'my-tokens': '/my/tokens',
  'my-sessions': '/my/sessions',
})

function pagesOf(paths: Readonly<Record<string, string>>): readonly PortalPage[] {
  return Object.entries(paths).map(([name, path]) => ({ name, path }))
}

const JOBS = [
  { user: 'alice', title: 'Lesson plan, week 47.pdf', bytes: makeTextPdf(3) },
  {
    user: 'bob',
    title: 'Poster for the science fair.pdf',
    bytes: makeSamplePdf([{ text: 'A poster', color: true }]),
  },
  { user: 'carol', title: 'Essay on the river.pdf', bytes: makeTextPdf(8) },
  { user: 'alice', title: 'Parents’ evening – invitation.pdf', bytes: makeTextPdf(1) },
  { user: 'bob', title: 'Lab report 12.pdf', bytes: makeTextPdf(5) },
]
const RULES = [
  {
    rules: [
      {
        id: 'color-for-staff',
        when: "job.colorSides > 0 && !('staff' in user.groups)",
        // biome-ignore lint/suspicious/noThenProperty: a rule's own word; a rule is data and never awaited
        then: [{ do: 'convert', grayscale: true }],
      },
    ],
    cases: [],
  },
  {
    rules: [
      {
        id: 'long-jobs',
        when: 'job.counted && job.pages > 4',
        // biome-ignore lint/suspicious/noThenProperty: a rule's own word; a rule is data and never awaited
        then: [{ do: 'warn', message: 'that is a long document' }],
      },
    ],
    cases: [],
  },
] as const
const HOUR_MS = 3_600_000

/** A school on an ordinary day: jobs of all endings, one held, one that asks, money, rules, a replay, vouchers. */
export async function fillSchool(product: ProductUnderTest): Promise<Subjects> {
  const { ready, stateFolder } = product
  const site = ready.sites[0]!
  const school = adminOf(ready, 'school')
  const alice = school.tenant.users.find(({ username }) => username === 'alice')!

  const jobs = JOBS.map(({ user, title, bytes }) => ({ user, file: makeFile(title, bytes) }))
  for (const { user, file } of jobs) await printAs(site, user, file)
  const ended = await eventually('all jobs end', async () => {
    const all = await school.jobs()
    return all.length >= JOBS.length && all.every(({ endedAt }) => endedAt !== null) && all
  })
  const refused = ended.find(({ state }) => state === 'refused')!.id
  const paid = ended.find(({ user, state }) => user === 'alice' && state === 'completed')!.id
  const reason = { comment: 'The printer ate two pages' }
  await callAs(alice.token, `jobs/${paid}:request-refund`, reason)

  const quota = { amount: '2.00', period: 'month', cap: '10.00' }
  await send('PUT', 'groups/students', { description: 'All classes', quota })
  await send('PUT', 'accounts/shared%3Aphysics', { name: 'Physics' })
  await send('PUT', 'accounts/shared%3Aphysics%2Flab', { name: 'The laboratory' })
  const vouchers = { name: 'Autumn fair', count: 5, amount: '5.00' }
  const batch = await create('voucher-batches', vouchers)
  for (const rules of RULES) await send('PUT', 'rules?comment=Saves%20paper&activate=true', rules)
  const period = { from: new Date(Date.now() - HOUR_MS).toISOString(), to: untilSoon() }
  const replay = await create('rules:replay', { version: 2, ...period })
  await eventually('the replay ends', async () => {
    const { state } = await school.get<{ state: string }>(`replays/${replay}`)
    return state !== 'running'
  })

  const hold = { mode: 'user', seconds: null }
  await send('PATCH', 'printers/office%40main', { hold })
  await printAs(site, 'alice', makeFile('Homework sheets.pdf', makeTextPdf(2)))
  await eventually('a job is held', async () => (await waiting('held')) === 1)
  await send('PATCH', 'users/alice', { selection: 'confirm' })
  await printAs(site, 'alice', makeFile('Choir programme.pdf', makeTextPdf(2)))
  await eventually('a question is open', async () => (await waiting('prompts')) === 1)
  return { refused, replay, batch }

  /** The built-in queue takes a document's name from its file. */
  function makeFile(title: string, bytes: Uint8Array): string {
    const file = join(stateFolder, title)
    writeFileSync(file, bytes)
    return file
  }

  async function create(path: string, body: object): Promise<string> {
    return ((await send('POST', path, body)) as { id: string }).id
  }

  async function send(method: string, path: string, body: object): Promise<unknown> {
    const reply = await school.request(method, path, body)
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path} is answered ${reply.status}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  async function waiting(list: 'held' | 'prompts'): Promise<number> {
    const reply = await callAs(alice.token, list)
    return ((await reply.json()) as { items: unknown[] }).items.length
  }

  function callAs(token: string, path: string, body?: object): Promise<Response> {
    return fetch(`${ready.api}/v1/me/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
}

const untilSoon = () => new Date(Date.now() + HOUR_MS).toISOString()
