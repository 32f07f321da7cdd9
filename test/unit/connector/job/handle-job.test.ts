// The story of a job: every verdict, every moment a user may cancel, every moment a process may die.
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { Crash, FakeSite } from '#help/fake-site.ts'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import { Problem } from '#shared/contracts/problem.ts'

const HOUR_MS = 3_600_000
const open: FakeSite[] = []

function makeSite(answer: Partial<JobAnswer> = {}): FakeSite {
  const site = new FakeSite()
  site.answer = () => answer
  open.push(site)
  return site
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((site) => site.close()))
})

describe('verdicts', () => {
  it('releases a job with the changes and the message it was given, and follows it to its end', async () => {
    const changes = { grayscale: true, duplex: false }
    const site = makeSite({ verdict: 'release', changes, message: 'printed in gray' })
    const ref = site.spooler.add()
    await site.handle(ref)
    const fake = site.spooler.get(ref)
    expect(fake).toMatchObject({ prints: 1, releases: 1, changes, messages: ['printed in gray'] })
    expect(await site.outcomeOf(ref)).toMatchObject({
      state: 'completed',
      started: true,
      sidesDone: 1,
    })
    expect(site.records.map(({ type }) => type)).toEqual(['SEEN', 'DECIDED', 'ACTED', 'ENDED'])
  })

  it('says so when its print system cannot print the watermark', async () => {
    const site = makeSite({ changes: { grayscale: false, duplex: false, watermark: 'draft' } })
    site.spooler.printsWatermarks = false
    const ref = site.spooler.add()
    await site.handle(ref)
    expect(await site.outcomeOf(ref)).toMatchObject({
      state: 'completed',
      detail: 'job-completed-successfully, the watermark was not printed: this print system cannot',
    })
    expect(site.log.lines.map(({ event }) => event)).toContain('watermark-not-printed')
  })

  it('deletes a refused job with its message and never prints it', async () => {
    const site = makeSite({ verdict: 'refuse', message: 'balance 0.05, cost 0.10' })
    const ref = site.spooler.add()
    await site.handle(ref)
    expect(site.spooler.get(ref)).toMatchObject({
      prints: 0,
      releases: 0,
      messages: ['balance 0.05, cost 0.10'],
    })
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'refused', started: false })
  })

  it('keeps a held job sealed for its time, then deletes it as expired', async () => {
    const site = makeSite({ verdict: 'hold', holdSeconds: 3_600 })
    const ref = site.spooler.add()
    const startMs = site.clock.nowMs()
    await site.handle(ref)
    expect(site.spooler.get(ref)).toMatchObject({ prints: 0, releases: 0 })
    expect(site.spooler.get(ref).messages).toHaveLength(1)
    expect(site.clock.nowMs() - startMs).toBe(HOUR_MS)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'expired', started: false })
  })

  it('counts the hold from the decision, also when the connector was away meanwhile', async () => {
    const site = makeSite({ verdict: 'hold', holdSeconds: 3_600 })
    const ref = site.spooler.add()
    site.onWait = () => {
      site.onWait = () => {}
      throw new Crash()
    }
    await site.clock.advance(0)
    const handling = site.handle(ref)
    await site.clock.advance(2 * HOUR_MS)
    await handling
    expect(site.asked).toHaveLength(1)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'expired' })
  })

  it('tells a held job that its user deleted as canceled', async () => {
    const site = makeSite({ verdict: 'hold', holdSeconds: 3_600 })
    const ref = site.spooler.add()
    site.onWait = () => site.spooler.become(ref, 'canceled')
    await site.handle(ref)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'canceled', started: false })
  })

  it('releases a redirected job on the queue of the other printer', async () => {
    const site = makeSite({ verdict: 'redirect', redirectTo: 'basement@main' })
    const ref = site.spooler.add()
    await site.handle(ref)
    expect(site.spooler.get(ref)).toMatchObject({ prints: 1, releases: 1, printedOn: 'basement' })
  })
})

describe('orders for a job that waits', () => {
  const held = { verdict: 'hold', holdSeconds: 3_600 } as const

  it.each([
    ['release', 'completed', 1],
    ['refuse', 'refused', 0],
  ] as const)('are carried out once: %s', async (verdict, state, prints) => {
    const site = makeSite(held)
    const ref = site.spooler.add()
    await site.handleWithOrder(ref, { verdict, message: 'somebody decided', revision: 2 })
    expect(site.spooler.get(ref)).toMatchObject({ prints, releases: prints })
    expect(site.spooler.get(ref).messages).toEqual(['somebody decided'])
    expect(await site.outcomeOf(ref)).toMatchObject({ state, started: prints === 1 })
  })

  it('survive a death at any moment: one end, at most one release', async () => {
    for (let at = 0; ; at++) {
      const site = makeSite(held)
      const ref = site.spooler.add({}, documents)
      site.onCall = (call) => {
        if (call === at) throw new Crash()
      }
      await site.handleWithOrder(ref, { verdict: 'release', revision: 2 })
      const outcome = await expectOneEnd(site, ref)
      expect(outcome?.state).toBe('completed')
      const { lives } = site
      await site.close()
      if (lives === 1) {
        expect(at).toBeGreaterThan(20)
        break
      }
    }
  })
})

describe('a question to the user', () => {
  const question = {
    verdict: 'ask',
    holdSeconds: 3_600,
    prompt: {
      id: 'account',
      kind: 'confirm',
      text: 'Charge 0.10 EUR to alice?',
      choices: [{ value: 'yes', label: 'yes' }],
      timeoutSeconds: 60,
      onTimeout: 'refuse',
    },
  } satisfies Partial<JobAnswer>

  it('goes back to the cloud when its time is over, and what it says then is done', async () => {
    const site = makeSite()
    site.answer = () =>
      site.asked.length === 1 ? question : { verdict: 'release', revision: 2, message: 'no answer' }
    const ref = site.spooler.add()
    const startMs = site.clock.nowMs()
    await site.handle(ref)
    expect(site.asked).toHaveLength(2)
    expect(site.asked[1]).toEqual(site.asked[0])
    expect(site.clock.nowMs() - startMs).toBeGreaterThanOrEqual(60_000)
    expect(site.spooler.get(ref)).toMatchObject({ prints: 1, messages: ['no answer'] })
  })

  it('is asked about again until the cloud agrees that its time is over', async () => {
    const site = makeSite()
    site.answer = () =>
      site.asked.length < 4 ? question : { verdict: 'refuse', revision: 2, message: 'too late' }
    const ref = site.spooler.add()
    await site.handle(ref)
    expect(site.asked).toHaveLength(4)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'refused', started: false })
  })

  it('ends the job as expired when the cloud never decides', async () => {
    const site = makeSite(question)
    const ref = site.spooler.add()
    await site.handle(ref)
    expect(site.spooler.get(ref).releases).toBe(0)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'expired', started: false })
  })
})

describe('facts', () => {
  it('waits until every document has arrived', async () => {
    const site = makeSite()
    const ref = site.spooler.add({ state: 'incoming' })
    site.onWait = () => {
      site.spooler.become(ref, 'waiting')
      site.onWait = () => site.spooler.print(ref)
    }
    await site.handle(ref)
    expect(site.asked).toHaveLength(1)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'completed' })
  })

  it('takes several documents as one', async () => {
    const site = makeSite()
    const ref = site.spooler.add({}, ['one', 'two', 'three'])
    await site.handle(ref)
    expect(site.asked[0]?.document).toMatchObject({
      count: 3,
      language: 'text',
      pages: { value: 3, known: 'exact' },
      bytes: 11,
    })
    expect(site.asked[0]?.printsSeveralDocuments).toBe(true)
  })

  it('tells of a document that the print system does not hand out, rather than leaving it out', async () => {
    const site = makeSite()
    const ref = site.spooler.add({ documentsCount: 2 }, ['one'])
    await site.handle(ref)
    expect(site.asked[0]?.document).toMatchObject({
      count: 2,
      language: 'unknown',
      pages: { value: null, known: 'unknown' },
      problem: expect.stringContaining('document-unreadable'),
    })
  })

  it('refuses to release a job that changed after the print system forgot its seal', async () => {
    const site = makeSite()
    const ref = site.spooler.add()
    site.onCall = (_, name) => {
      if (name !== 'DECIDED after') return
      site.spooler.become(ref, 'waiting', { documentsCount: 2 })
      site.spooler.get(ref).documents.push(Buffer.from('smuggled'))
    }
    await site.handle(ref)
    expect(site.spooler.get(ref)).toMatchObject({ releases: 0, prints: 0 })
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'canceled', started: false })
  })

  it('seals again and releases when the print system only forgot the seal', async () => {
    const site = makeSite()
    const ref = site.spooler.add()
    site.onCall = (_, name) => {
      if (name === 'DECIDED after') site.spooler.become(ref, 'waiting')
    }
    await site.handle(ref)
    expect(site.spooler.get(ref)).toMatchObject({ releases: 1, prints: 1 })
  })
})

describe('ends that nobody ordered', () => {
  it('leaves a job alone that ended before anybody looked', async () => {
    const site = makeSite()
    const ref = site.spooler.add({ state: 'completed' })
    await site.handle(ref)
    expect(site.records).toEqual([])
  })

  it('says aloud that a job prints which nobody decided', async () => {
    const site = makeSite()
    const ref = site.spooler.add({ state: 'printing' })
    await site.handle(ref)
    expect(site.log.lines).toContainEqual(
      expect.objectContaining({ event: 'job-prints-undecided' }),
    )
  })

  it.each([
    { state: 'aborted', told: { state: 'failed', started: true } },
    { state: 'gone', told: { state: 'failed', started: true } },
    { state: 'canceled', told: { state: 'canceled', started: true } },
  ] as const)('tells a released job that is $state as it is', async ({ state, told }) => {
    const site = makeSite()
    const ref = site.spooler.add()
    site.onWait = () => site.spooler.become(ref, state)
    await site.handle(ref)
    expect(await site.outcomeOf(ref)).toMatchObject(told)
  })

  it('never releases a job again that a crash of the print system put back on hold', async () => {
    const site = makeSite()
    const ref = site.spooler.add()
    site.onWait = () => site.spooler.become(ref, 'sealed')
    await site.handle(ref)
    expect(site.spooler.get(ref).releases).toBe(1)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'failed', started: true })
  })

  it('gives up a job whose printer stays away until shortly before its reservation is void', async () => {
    const site = makeSite()
    const ref = site.spooler.add()
    // The waits alone do not bring it to its limit in a test's time.
    site.onWait = () => void site.clock.advance(HOUR_MS)
    await site.handle(ref)
    expect(await site.outcomeOf(ref)).toMatchObject({ state: 'expired', started: true })
  })
})

describe('problems', () => {
  it.each([
    ['ask before', 'cloud-unreachable'],
    ['SEEN before', 'disk-write-failed'],
    ['release before', 'spooler-unreachable'],
  ] as const)(
    'hands a Problem at `%s` to its caller and goes on from there',
    async (where, code) => {
      const site = makeSite()
      const ref = site.spooler.add()
      site.onCall = (_, name) => {
        if (name !== where) return
        site.onCall = () => {}
        throw new Problem(code)
      }
      await expect(site.handle(ref)).rejects.toMatchObject({ code })
      expect(site.spooler.get(ref).prints).toBe(0)
      await site.handle(ref)
      expect(site.spooler.get(ref).prints).toBe(1)
      expect(await site.outcomeOf(ref)).toMatchObject({ state: 'completed' })
    },
  )

  it('keeps a job sealed that the cloud will not answer', async () => {
    const site = makeSite()
    const ref = site.spooler.add()
    site.answer = () => {
      throw new Problem('job-facts-changed')
    }
    await expect(site.handle(ref)).rejects.toMatchObject({ code: 'job-facts-changed' })
    expect(site.spooler.get(ref)).toMatchObject({ releases: 0, job: { state: 'sealed' } })
  })
})

const VERDICTS: Partial<JobAnswer>[] = [
  { verdict: 'release' },
  { verdict: 'refuse', message: 'no' },
  { verdict: 'hold', holdSeconds: 3_600 },
]
const documents = ['one', 'two']

/** What must hold whatever happened. */
async function expectOneEnd(site: FakeSite, ref: ReturnType<FakeSite['spooler']['add']>) {
  const fake = site.spooler.get(ref)
  const outcome = await site.outcomeOf(ref)
  expect(outcome).toBeDefined()
  const ends = site.records.filter(({ type }) => type === 'ENDED')
  expect(
    new Set(ends.map((end) => JSON.stringify('outcome' in end && end.outcome.state))).size,
  ).toBe(1)
  expect(fake.releases).toBeLessThanOrEqual(1)
  expect(fake.prints).toBeLessThanOrEqual(1)
  expect(new Set(site.asked.map((facts) => JSON.stringify(facts))).size).toBeLessThanOrEqual(1)
  if (fake.prints > 0) expect(outcome).toMatchObject({ state: 'completed', started: true })
  if (fake.releases > 0) expect(outcome?.started).toBe(true)
  if (fake.prints === 0) expect(outcome?.state).not.toBe('completed')
  return outcome
}

describe.each(VERDICTS)('a death at any moment of a job with verdict $verdict', (answer) => {
  it('leaves one end, one question with the same facts, and at most one release', async () => {
    for (let at = 0; ; at++) {
      const site = makeSite(answer)
      const ref = site.spooler.add({}, documents)
      site.onCall = (call) => {
        if (call === at) throw new Crash()
      }
      await site.handle(ref)
      const outcome = await expectOneEnd(site, ref)
      const expected = { release: 'completed', refuse: 'refused', hold: 'expired' }
      expect(outcome?.state).toBe(expected[answer.verdict as 'release' | 'refuse' | 'hold'])
      if (site.lives === 1) {
        expect(at).toBeGreaterThan(20)
        break
      }
      await site.close()
    }
  })
})

describe.each(VERDICTS)(
  'a cancel by its user at any moment of a job with verdict $verdict',
  (answer) => {
    it('is told as it was: nothing printed, or printed and charged', async () => {
      let calls = 1
      for (let at = 0; at < calls; at++) {
        const site = makeSite(answer)
        const ref = site.spooler.add({}, documents)
        site.onCall = (call) => {
          if (call === at) site.spooler.become(ref, 'canceled')
        }
        await site.handle(ref)
        calls = Math.max(calls, site.calls)
        // Call 0 comes before anybody looked: a job that ended then is nobody's.
        if (at > 0) {
          const outcome = await expectOneEnd(site, ref)
          if (site.spooler.get(ref).releases === 0) expect(outcome?.started).toBe(false)
        }
        await site.close()
      }
      expect(calls).toBeGreaterThan(20)
    })
  },
)

it('ends every job once, whatever mixture of deaths and a cancel befalls it', async () => {
  const moment = fc.nat(60)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...VERDICTS),
      fc.uniqueArray(moment, { maxLength: 6 }),
      fc.option(fc.integer({ min: 1, max: 60 })),
      async (answer, deaths, cancel) => {
        const site = makeSite(answer)
        const ref = site.spooler.add({}, documents)
        let looked = false
        site.onCall = (call, name) => {
          if (call === cancel) site.spooler.become(ref, 'canceled')
          if (deaths.includes(call)) throw new Crash()
          looked ||= name === 'SEEN after'
        }
        await site.handle(ref)
        if (looked) await expectOneEnd(site, ref)
        expect(site.spooler.get(ref).releases).toBeLessThanOrEqual(1)
        await site.close()
      },
    ),
    { numRuns: 150, seed: 20_261_121 },
  )
})
