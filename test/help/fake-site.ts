/** The story of a job on a site made of fakes around a real journal: may be killed and started again at any call. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type Journal, openJournal } from '#connector/disk/journal.ts'
import type { JournalRecord } from '#connector/disk/journal-records.ts'
import { Gate } from '#connector/job/gate.ts'
import { handleJob } from '#connector/job/handle-job.ts'
import type { JobPorts } from '#connector/job/ports.ts'
import type { SpoolJobRef } from '#connector/spooler/spooler.ts'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { jobFacts } from '#shared/contracts/job-facts.ts'
import { outcome } from '#shared/contracts/outcome.ts'
import { fakeAnswer, fakeFindings } from './fake-answer.ts'
import { FakeClock, makeFakeLog } from './fake-clock.ts'
import { FakeSpooler } from './fake-spooler.ts'

/** The process died. Whatever it had in memory is gone. */
export class Crash extends Error {}

/** A story that needs more starts than this turns in circles. */
const LIVES_LIMIT = 50

export class FakeSite {
  readonly clock = new FakeClock()
  readonly spooler = new FakeSpooler()
  readonly log = makeFakeLog()
  readonly asked: JobFacts[] = []
  readonly records: JournalRecord[] = []
  answer: (facts: JobFacts) => Partial<JobAnswer> = () => ({})
  /** What happens while the story waits; default: the device prints. */
  onWait: (ref: SpoolJobRef) => void = (ref) => this.spooler.print(ref)
  /** Called before and after every call that leaves the process, with a number that counts up. */
  onCall: (call: number, name: string) => void = () => {}
  calls = 0
  lives = 0
  readonly #folder = mkdtempSync(join(tmpdir(), 'spoolgate-story-'))
  #journal: Journal | null = null
  #order: { ref: SpoolJobRef; order: Partial<JobAnswer> } | null = null

  constructor() {
    this.spooler.around = (name, when) => this.#count(`${name} ${when}`)
  }

  /** Tells the story to its end, as often as it takes. */
  async handle(ref: SpoolJobRef): Promise<void> {
    for (this.lives = 1; this.lives <= LIVES_LIMIT; this.lives++) {
      const journal = await this.journal()
      try {
        await handleJob(ref, this.#ports(journal), new AbortController().signal)
        return
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        await this.forget()
      }
    }
    throw new Error('the story does not end')
  }

  /** The order arrives while the job waits for the first time; what it decides is in the journal then. */
  async handleWithOrder(ref: SpoolJobRef, order: Partial<JobAnswer>): Promise<void> {
    this.#order = { ref, order }
    await this.handle(ref)
  }

  async journal(): Promise<Journal> {
    this.#journal ??= await openJournal(join(this.#folder, 'journal'))
    return this.#journal
  }

  /** As a restart does: only what is on disk is left. */
  async forget(): Promise<void> {
    await this.#journal?.close()
    this.#journal = null
  }

  async outcomeOf(ref: SpoolJobRef) {
    await this.forget()
    const found = (await this.journal()).find(ref.uuid)?.outcome
    return found === undefined ? undefined : outcome.parse(found)
  }

  async close(): Promise<void> {
    await this.forget()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #count(name: string): void {
    this.onCall(this.calls++, name)
  }

  async #takeOrder(): Promise<boolean> {
    const journal = await this.journal()
    const progress = this.#order && journal.find(this.#order.ref.uuid)
    if (!this.#order || progress?.decided?.answer.verdict !== 'hold') return false
    const { jobId } = progress
    const answer = fakeAnswer(jobId, this.#order.order)
    const atMs = this.clock.nowMs()
    this.#order = null
    await journal.append({ type: 'DECIDED', jobId, answer, via: 'order', atMs })
    return true
  }

  #ports(journal: Journal): JobPorts {
    return {
      site: { siteId: '01J00000000000000000000001', siteSlug: 'main' },
      spooler: this.spooler,
      journal: {
        find: (uuid) => journal.find(uuid),
        append: async (record) => {
          this.#count(`${record.type} before`)
          await journal.append(record)
          this.records.push(record)
          this.#count(`${record.type} after`)
        },
      },
      gate: new Gate(8),
      clock: this.clock,
      log: this.log,
      stopping: new AbortController().signal,
      askCloud: async (facts) => {
        this.#count('ask before')
        this.asked.push(jobFacts.parse(facts))
        const answer = fakeAnswer(facts.jobId, this.answer(facts))
        this.#count('ask after')
        return answer
      },
      analyze: async (document) => {
        this.#count('analyze before')
        const findings = fakeFindings(await buffer(document))
        this.#count('analyze after')
        return findings
      },
      awaitChange: async (ref, atMostMs) => {
        this.#count('wait')
        if (await this.#takeOrder()) return
        await this.clock.advance(atMostMs)
        this.onWait(ref)
      },
    }
  }
}
