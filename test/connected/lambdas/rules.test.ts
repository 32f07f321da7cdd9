/** Rule sets over the API: saved as versions, put in force when their cases come true, checked and tried before. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RuleSet } from '#shared/contracts/rules.ts'
import { type Device, makeFacts, type Stage, startStage } from './stage.ts'

let stage: Stage
let mine: Stage['partner']['tenants'][0]
let path: string
let device: Device

beforeAll(async () => {
  stage = await startStage()
  ;[mine] = stage.partner.tenants
  path = `/v1/tenants/${mine.id}`
  device = await stage.enroll(mine, 'main')
})
afterAll(() => stage?.stop())

type Headers = Record<string, string>
const YAML = { 'content-type': 'application/yaml' }
const get = (url: string, headers: Headers = {}) =>
  stage.call(mine.admin, 'GET', url, undefined, headers)
const put = (body: unknown, headers: Headers = {}, query = '') =>
  stage.call(mine.admin, 'PUT', `${path}/rules${query}`, body, headers)
const post = (url: string, body?: unknown, headers: Headers = {}) =>
  stage.call(mine.admin, 'POST', url, body, headers)
const current = async () => (await get(`${path}/rules`)).json

/** Refuses more than `limit` sides, and a case that says from which number on. */
function makeDocument(limit: number, refusedFrom = limit + 1): RuleSet {
  return {
    rules: [
      {
        id: 'big-job',
        when: `job.sides > ${limit}`,
        // biome-ignore lint/suspicious/noThenProperty: a rule's own word
        then: [{ do: 'refuse', message: 'too big' }],
      },
    ],
    cases: [
      {
        name: 'a big job',
        given: { job: { pages: refusedFrom } },
        expect: { verdict: 'refuse', message: 'too big' },
      },
    ],
  }
}

describe('saving', () => {
  it('makes the next version and leaves the one in force alone', async () => {
    const before = await current()
    const first = await put(makeDocument(100), {}, '?comment=first')
    const second = await put(makeDocument(50))

    expect(first.status).toBe(200)
    expect(first.json).toMatchObject({
      version: before.version + 1,
      active: false,
      rules: 1,
      cases: 1,
      comment: 'first',
    })
    expect(second.json.version).toBe(before.version + 2)
    expect(await current()).toEqual({
      version: before.version + 2,
      activeVersion: before.activeVersion,
      document: makeDocument(50),
    })
    const listed = await get(`${path}/rules/versions?limit=2`)
    expect(listed.json.items.map((one: { version: number }) => one.version)).toEqual([
      before.version + 2,
      before.version + 1,
    ])
  })

  it('keeps YAML as it was written, and gives either form of either', async () => {
    const text = [
      '# who asks gets it',
      'rules:',
      '  - id: small # only these',
      '    when: job.sides < 3',
      '    then: [{do: comment, text: small}]',
      '',
    ].join('\n')
    const { version } = (await put(text, YAML)).json
    const saved = `${path}/rules/versions/${version}`

    const yaml = await get(saved, { accept: 'application/yaml' })
    expect(yaml.text).toBe(text)
    expect(yaml.headers['content-type']).toBe('application/yaml')
    expect((await get(saved)).json.document.rules[0]).toMatchObject({ id: 'small' })

    const json = (await put(makeDocument(7))).json.version
    const written = await get(`${path}/rules/versions/${json}`, { accept: 'text/yaml' })
    await put(written.text, { 'content-type': 'text/yaml' })
    expect((await current()).document).toEqual(makeDocument(7))
  })

  it('of two who saw the same version lets the first save and tells the second', async () => {
    const seen = await get(`${path}/rules`)
    const match = { 'if-match': seen.headers.etag! }
    const [one, other] = [await put(makeDocument(10), match), await put(makeDocument(20), match)]

    expect(one.status).toBe(200)
    expect(other).toMatchObject({ status: 412, json: { code: 'version-changed' } })
    expect(other.json.detail).toBe(`the newest version is \`${one.json.version}\``)
    expect((await current()).document).toEqual(makeDocument(10))
    const again = await put(makeDocument(20), { 'if-match': `"${one.json.version}"` })
    expect(again.status).toBe(200)
  })

  it('of many at once gives each a version of its own', async () => {
    const { version } = await current()
    const replies = await Promise.all([1, 2, 3].map((limit) => put(makeDocument(limit))))

    const versions = replies.map(({ json }) => json.version).sort((a, b) => a - b)
    expect(versions).toEqual([version + 1, version + 2, version + 3])
  })

  it('once under one Idempotency-Key makes one version', async () => {
    const key = { 'idempotency-key': 'once' }
    const one = await put(makeDocument(30), key)
    const other = await put(makeDocument(30), key)
    expect(other.json).toEqual(one.json)
    expect((await current()).version).toBe(one.json.version)
  })

  it('again, after its reply was lost and others saved since, makes no second version', async () => {
    const { version } = await current()
    const write = { id: mine.id, now: '2026-01-05T08:00:00.000Z' }
    const { createRules } = await import('#lambdas/stores/rules.ts')
    const rules = { savedAt: write.now, savedBy: 'test', comment: '', rules: 1, cases: 1 }
    const content = { ...rules, document: makeDocument(5), yaml: null }
    const first = { ...content, version: version + 1 }
    expect(await createRules(mine.id, write.id, first)).toBe(version + 1)
    await put(makeDocument(6))
    expect(await createRules(mine.id, write.id, { ...content, version: version + 3 })).toBe(
      version + 1,
    )
    expect((await current()).version).toBe(version + 2)
  })

  const broken = [
    ['a rule that does not compile', 'rules: [{id: a, when: job.page > 1, then: [{do: hold}]}]'],
    ['no JSON at all', '{'],
    ['another document', []],
  ] as const
  it.each(broken)('refuses %s and changes nothing', async (_, body) => {
    const before = await current()
    const reply = await put(body)
    expect(reply).toMatchObject({ status: 422, json: { code: 'rules-invalid' } })
    expect(await current()).toEqual(before)
  })

  it('names rule, line and column', async () => {
    const text = 'rules:\n  - id: a\n    when: job.page > 1\n    then: [{do: hold}]\n'
    const { json } = await put(text, YAML)
    expect(json.fields).toEqual([
      { path: '/rules/0/when', message: '3:15: rule `a`: `job` has no field `page`' },
    ])
  })

  it.each([
    ['user.groups.all(g, job.paperSizes.exists(s, s == g))', 45, '`exists` cannot stand inside'],
    ['user.groups.all(g, g in job.paperSizes)', 11, 'could take 752001 steps'],
    ['job.name > 3', 11, 'no such overload: string > int'],
    ['job.pages == "ten"', 11, 'no such overload: int == string'],
  ])('tells where `%s` is wrong, and changes nothing', async (when, column, message) => {
    const before = await current()
    const text = `rules:\n  - id: a\n    when: ${when}\n    then: [{do: hold}]\n`
    const reply = await put(text, YAML)
    expect(reply).toMatchObject({ status: 422, json: { code: 'rules-invalid' } })
    expect(reply.json.fields).toHaveLength(1)
    const [field] = reply.json.fields
    expect(field.path).toBe('/rules/0/when')
    expect(field.message).toContain(`3:${column}: rule \`a\`: `)
    expect(field.message).toContain(message)
    expect(await current()).toEqual(before)
  })

  it('refuses 5 MB of rules clearly', async () => {
    const reply = await put(`rules: [] # ${'x'.repeat(5_000_000)}`, YAML)
    expect(reply).toMatchObject({ status: 413, json: { code: 'body-too-large' } })
  })
})

describe('putting in force', () => {
  const activate = (version: number) => post(`${path}/rules/versions/${version}:activate`)

  it('takes a version whose cases come true, and an older one again', async () => {
    const older = (await put(makeDocument(100))).json.version
    const newer = (await put(makeDocument(50), {}, '?activate=true')).json

    expect(newer.active).toBe(true)
    expect((await current()).activeVersion).toBe(newer.version)
    expect((await activate(older)).json).toMatchObject({ version: older, active: true })
    expect(await current()).toMatchObject({ version: newer.version, activeVersion: older })
    expect((await activate(older)).status).toBe(200)
  })

  it('refuses a version of which a case fails, by name, and changes nothing', async () => {
    const { activeVersion } = await current()
    const { version } = (await put(makeDocument(100, 100))).json
    const reply = await activate(version)

    expect(reply).toMatchObject({ status: 422, json: { code: 'rule-cases-failed' } })
    expect(reply.json.fields).toEqual([
      {
        path: '/cases/0',
        message:
          '`a big job`: verdict is `release`, not `refuse`; message is ``, without `too big`',
      },
    ])
    expect((await current()).activeVersion).toBe(activeVersion)
  })

  it('saves nothing that was to be in force at once and cannot be', async () => {
    const before = await current()
    const reply = await put(makeDocument(100, 100), {}, '?activate=true')
    expect(reply.json.code).toBe('rule-cases-failed')
    expect(await current()).toEqual(before)
  })

  it('knows no version that was never saved', async () => {
    expect((await activate(999_999)).status).toBe(404)
    expect((await get(`${path}/rules/versions/0`)).status).toBe(404)
  })
})

describe('before saving', () => {
  it('checks every place and every case', async () => {
    const wrong = await post(`${path}/rules:check`, 'rules:\n  - id: a\n    when: 1 + 1\n', YAML)
    expect(wrong.status).toBe(200)
    expect(wrong.json).toMatchObject({
      valid: false,
      problems: [{ rule: 'a', path: '/rules/0/then', line: 2, column: 5 }],
    })
    const right = await post(`${path}/rules:check`, makeDocument(9))
    expect(right.json).toEqual({
      valid: true,
      problems: [],
      cases: [{ name: 'a big job', passed: true, failures: [] }],
    })
    expect((await post(`${path}/rules:check`, makeDocument(9, 9))).json.valid).toBe(false)
  })

  it('tries a made-up job by a draft, with the whole trace, and stores nothing', async () => {
    const before = await current()
    const reply = await post(`${path}/rules:try`, {
      document: makeDocument(9),
      given: { job: { pages: 10 }, user: { name: 'bob' } },
    })

    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({ verdict: 'refuse', message: 'too big', cost: '0.00' })
    expect(reply.json.trace.steps).toContainEqual(
      expect.objectContaining({ rule: 'rule:big-job', outcome: 'refused' }),
    )
    expect(await current()).toEqual(before)
  })

  it('tries a saved version, and without one the rules in force', async () => {
    const { version } = (await put(makeDocument(2), {}, '?activate=true')).json
    await put(makeDocument(1))
    const given = { job: { pages: 3 } }
    expect((await post(`${path}/rules:try`, { version, given })).json.verdict).toBe('refuse')
    expect((await post(`${path}/rules:try`, { given })).json.trace.rules).toBe(version)
    const absent = await post(`${path}/rules:try`, { version: 999_999, given })
    expect(absent.status).toBe(404)
  })

  it('tries a past job, with parts of it changed, and does not change it', async () => {
    const facts = makeFacts('tried')
    const answer = (await stage.ask(device, facts)).json
    const document = makeDocument(9)
    document.rules.push({
      id: 'project',
      when: 'true',
      // biome-ignore lint/suspicious/noThenProperty: a rule's own word
      then: [{ do: 'charge-to', account: 'shared:guests' }],
    })
    const trial = { job: facts.jobId, document }

    const before = await get(`${path}/jobs/${facts.jobId}/trace`)
    const asIs = await post(`${path}/rules:try`, trial)
    expect(asIs.json).toMatchObject({ cost: answer.cost, account: 'shared:guests' })
    const larger = await post(`${path}/rules:try`, { ...trial, given: { job: { pages: 10 } } })
    expect(larger.json.verdict).toBe('refuse')
    expect((await get(`${path}/jobs/${facts.jobId}/trace`)).json).toEqual(before.json)
    expect((await post(`${path}/rules:try`, { job: mine.id })).status).toBe(404)
  })

  it('tries facts as everything stands, and creates nobody', async () => {
    const facts = makeFacts('tried')
    const owner = { ...facts.owner, name: 'nobody-yet' }
    const reply = await post(`${path}/rules:try`, {
      facts: { ...facts, owner },
      document: { rules: [] },
    })

    expect(reply.json.trace.steps[0]).toMatchObject({ rule: 'printer-enabled', outcome: 'passed' })
    expect(reply.json.account).toBe('user:nobody-yet')
    expect((await get(`${path}/users/nobody-yet`)).status).toBe(404)
    const absent = { ...facts, printerId: 'none@main' }
    expect((await post(`${path}/rules:try`, { facts: absent })).status).toBe(404)
  })

  it('refuses a draft that does not compile', async () => {
    const document = makeDocument(1)
    document.rules[0]!.when = 'job.sides.matches("x")'
    const reply = await post(`${path}/rules:try`, { document })
    expect(reply).toMatchObject({ status: 422, json: { code: 'rules-invalid' } })
  })
})

describe('for editors', () => {
  it('publishes the JSON Schema with every variable and function', async () => {
    const { json } = await stage.call(null, 'GET', '/v1/rules.schema.json')
    expect(json.$defs.RuleSet.properties.rules.type).toBe('array')
    expect(json['x-expressions'].variables).toContainEqual({
      name: 'job.sides',
      type: 'int',
      description: 'sides that will be printed, copies included',
      mayBeUnknown: true,
    })
  })
})
