// Jobs side by side: none lost, none in another's way, none tried in a hurry.
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { applyRecord, type JobProgress } from '#connector/disk/journal-records.ts'
import { Dispatcher } from '#connector/job/dispatcher.ts'
import { Gate } from '#connector/job/gate.ts'
import { fakeAnswer, fakeFindings } from '#help/fake-answer.ts'
import { FakeClock, makeFakeLog, noRandom, settle } from '#help/fake-clock.ts'
import { FakeSpooler } from '#help/fake-spooler.ts'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { Problem } from '#shared/contracts/problem.ts'

const MINUTE_MS = 60_000

function makeDesk() {
  const clock = new FakeClock()
  const spooler = new FakeSpooler()
  const log = makeFakeLog()
  const jobs = new Map<string, JobProgress>()
  const cloud = {
    asked: 0,
    answer: async (facts: JobFacts): Promise<JobAnswer> => fakeAnswer(facts.jobId),
  }
  let endings = 0
  const dispatcher = new Dispatcher({
    ports: {
      site: { siteId: '01J00000000000000000000001', siteSlug: 'main' },
      spooler,
      journal: {
        find: (uuid) => [...jobs.values()].find(({ ref }) => ref.uuid === uuid),
        async append(record) {
          const after = applyRecord(jobs.get(record.jobId), record)
          if (after !== null) jobs.set(record.jobId, after)
        },
      },
      gate: new Gate(2),
      clock,
      log,
      askCloud(facts) {
        cloud.asked++
        return cloud.answer(facts)
      },
      analyze: async (document) => fakeFindings(await buffer(document)),
    },
    random: noRandom,
    onEnded: () => endings++,
  })
  const watching = new AbortController()
  void (async () => {
    for await (const ref of spooler.watch(watching.signal)) dispatcher.notice(ref)
  })()
  const stop = async () => {
    watching.abort()
    await dispatcher.stop(1_000)
  }
  return { clock, spooler, log, cloud, dispatcher, stop, endings: () => endings }
}

describe('Dispatcher', () => {
  it('wakes a job that waits for its end as soon as it changes', async () => {
    const { spooler, stop, endings } = makeDesk()
    const ref = spooler.add()
    await settle()
    expect(spooler.get(ref).job.state).toBe('printing')
    spooler.print(ref)
    await settle()
    expect(endings()).toBe(1)
    await stop()
  })

  it('handles a job once, however often it is noticed', async () => {
    const { spooler, dispatcher, cloud, stop } = makeDesk()
    const ref = spooler.add()
    for (let again = 0; again < 50; again++) dispatcher.notice(ref)
    await settle()
    expect(cloud.asked).toBe(1)
    expect(dispatcher.size).toBe(1)
    await stop()
  })

  it('lets new jobs pass those that wait to be released', async () => {
    const { spooler, cloud, dispatcher, stop } = makeDesk()
    cloud.answer = async (facts) => fakeAnswer(facts.jobId, { verdict: 'hold', holdSeconds: 3_600 })
    for (let number = 0; number < 10; number++) spooler.add()
    await settle()
    expect(dispatcher.size).toBe(10)
    cloud.answer = async (facts) => fakeAnswer(facts.jobId)
    const ref = spooler.add()
    await settle()
    expect(spooler.get(ref).job.state).toBe('printing')
    await stop()
  })

  it('holds jobs sealed while the cloud is away, and goes on when told that it is back', async () => {
    const { clock, spooler, cloud, dispatcher, log, stop } = makeDesk()
    const answer = cloud.answer
    cloud.answer = () => Promise.reject(new Problem('cloud-unreachable'))
    const ref = spooler.add()
    await clock.advance(30 * MINUTE_MS)
    expect(spooler.get(ref)).toMatchObject({ releases: 0, job: { state: 'sealed' } })
    expect(cloud.asked).toBeLessThan(60)
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
    cloud.answer = answer
    dispatcher.wakeAll()
    await settle()
    expect(spooler.get(ref).job.state).toBe('printing')
    await stop()
  })

  it('keeps a job that the cloud refuses to answer held, says so aloud, and tries slowly', async () => {
    const { clock, spooler, cloud, log, stop } = makeDesk()
    cloud.answer = () => Promise.reject(new Problem('job-facts-changed'))
    const ref = spooler.add()
    await clock.advance(60 * MINUTE_MS)
    expect(spooler.get(ref).job.state).toBe('sealed')
    expect(cloud.asked).toBeLessThanOrEqual(6)
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'job-waits', problem: 'job-facts-changed' }),
    )
    await stop()
  })

  it('notices a cancel while the cloud is away', async () => {
    const { clock, spooler, cloud, stop, endings } = makeDesk()
    cloud.answer = () => Promise.reject(new Problem('cloud-unreachable'))
    const ref = spooler.add()
    await clock.advance(10 * MINUTE_MS)
    spooler.become(ref, 'canceled')
    await clock.advance(1_000)
    expect(endings()).toBe(1)
    await stop()
  })

  it('starts a story again after a fault of our own', async () => {
    const { clock, spooler, cloud, log, stop } = makeDesk()
    const answer = cloud.answer
    cloud.answer = async () => {
      cloud.answer = answer
      throw new TypeError('a slip')
    }
    const ref = spooler.add()
    await clock.advance(MINUTE_MS)
    expect(spooler.get(ref).job.state).toBe('printing')
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error', fault: 'a slip' }))
    await stop()
  })

  it('finishes the step under way when it is stopped, and begins no other', async () => {
    const { spooler, cloud, dispatcher } = makeDesk()
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    cloud.answer = async (facts) => {
      asked.resolve()
      await answered.promise
      return fakeAnswer(facts.jobId)
    }
    const ref = spooler.add()
    await asked.promise
    const stopped = dispatcher.stop(5_000)
    answered.resolve()
    await stopped
    expect(dispatcher.size).toBe(0)
    expect(spooler.get(ref)).toMatchObject({ releases: 0, job: { state: 'sealed' } })
    dispatcher.notice(ref)
    expect(dispatcher.size).toBe(0)
  })
})

describe('Gate', () => {
  it('never lets more in than its limit, and everybody in the end', async () => {
    const gate = new Gate(3)
    const { signal } = new AbortController()
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 20 }, () =>
        gate.run(async () => {
          most = Math.max(most, ++inside)
          await settle()
          inside--
        }, signal),
      ),
    )
    expect(most).toBe(3)
    expect(inside).toBe(0)
  })

  it('forgets who gave up waiting', async () => {
    const gate = new Gate(1)
    const busy = Promise.withResolvers<void>()
    const patient = new AbortController()
    const first = gate.run(() => busy.promise, patient.signal)
    const leaving = new AbortController()
    const second = gate.run(async () => 'second', leaving.signal)
    leaving.abort(new Error('gone'))
    await expect(second).rejects.toThrow('gone')
    busy.resolve()
    await first
    expect(await gate.run(async () => 'third', patient.signal)).toBe('third')
  })
})
