/** A running site: journal, cloud, dispatchers and loops put together, and taken apart again without losing a step. */

import type { KeyObject } from 'node:crypto'
import { connectorKeyId } from '#shared/contracts/credentials.ts'
import { printerIdOf } from '#shared/contracts/ids.ts'
import type { Doorbell } from '#shared/contracts/order.ts'
import type { Analyzer } from './analyze/analyzer.ts'
import { type Cloud, openCloud } from './cloud/client.ts'
import { openDoorway } from './cloud/doorbell.ts'
import { watchReach } from './cloud/reach.ts'
import { saveDeadLetter } from './disk/dead-letters.ts'
import { type Journal, openJournal } from './disk/journal.ts'
import { type Identity, loadClockOffset, statePaths } from './disk/site-state.ts'
import { type SiteStatus, saveStatus } from './disk/site-status.ts'
import { lockState } from './disk/state-lock.ts'
import {
  type Clock,
  collectGarbage,
  errorFields,
  type Log,
  type Random,
  timeText,
} from './doors.ts'
import { AddressBook } from './job/address-book.ts'
import { countWaiting } from './job/count-waiting.ts'
import { Dispatcher } from './job/dispatcher.ts'
import { Gate, JOBS_AT_ONCE } from './job/gate.ts'
import { sightPrinters } from './job/sight-printers.ts'
import { compactJournal } from './loops/compact-journal.ts'
import { sayHello } from './loops/hello.ts'
import { reportOutcomes } from './loops/report-outcomes.ts'
import { returnMemory } from './loops/return-memory.ts'
import { type Loop, type RunningLoop, runLoop } from './loops/runner.ts'
import { showStatus } from './loops/show-status.ts'
import { takeOrders } from './loops/take-orders.ts'
import { watchJobs } from './loops/watch-jobs.ts'
import type { People } from './people.ts'
import type { Spooler } from './spooler/spooler.ts'
import { VERSION } from './version.ts'

/** Steps under way may take so long when the connector is asked to stop. */
const STOP_LIMIT_MS = 8_000

/** One print system and the managed queues in it. */
export interface OpenSpooler {
  readonly spooler: Spooler
  readonly queues: readonly string[]
}

export interface SiteParts {
  readonly folder: string
  readonly identity: Identity & { key: KeyObject }
  /** Called when nobody else works in the state folder. */
  openSpoolers(people: People): Promise<readonly OpenSpooler[]>
  /** Some queue knows people by their machine. */
  readonly wantsAddresses: boolean
  /** Named in the sign of life, like `cups`. */
  readonly spoolerName: string
  readonly analyzer: Pick<Analyzer, 'analyze' | 'close'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly pid: number
  readonly proxy: Readonly<Record<string, string>>
}

export interface RunningSite {
  /** At most about 8 seconds. Closes what was handed in, too. */
  stop(): Promise<void>
}

/** Throws `state-locked`, `state-unreadable`, `disk-write-failed`. */
export async function runSite(parts: SiteParts): Promise<RunningSite> {
  const { folder, clock, random, log } = parts
  const unlock = await lockState(folder, clock)
  const journal = await openJournal(statePaths(folder).journal).catch(async (error) => {
    await unlock()
    throw error
  })
  const savedOffsetMs = await loadClockOffset(folder)
  // Clients may be let in before the rest works; then nobody waits for the cloud yet.
  let onCloudBack = () => {}
  const cloud = watchReach(
    openSiteCloud(parts, savedOffsetMs),
    { clock, random },
    {
      onAway: (problem) => log.warn('cloud-away', errorFields(problem)),
      onBack() {
        log.info('cloud-back')
        onCloudBack()
      },
    },
  )
  const stopping = new AbortController()
  const addressBook = new AddressBook(clock)
  const people: People = {
    signIn: (body) => cloud.call('checkPrintPassword', { body, signal: stopping.signal }),
    userOfAddress: (address) => addressBook.userOf(address),
  }
  const spoolers = await parts.openSpoolers(people).catch(async (error) => {
    cloud.close()
    await journal.close()
    await unlock()
    throw error
  })
  tellRepairs(journal, log)

  const doorway = openDoorway(parts.proxy)
  let doorbell: Doorbell | null = null
  const gate = new Gate(JOBS_AT_ONCE)
  let jobsEnded = 0
  const dispatchers = spoolers.map(
    ({ spooler }) =>
      new Dispatcher({
        ports: {
          site: parts.identity,
          spooler,
          journal,
          gate,
          clock,
          log,
          askCloud: (body, signal) => cloud.call('answerJob', { body, signal }),
          analyze: (document, signal) => parts.analyzer.analyze(document, { signal }),
        },
        random,
        onEnded() {
          jobsEnded++
          reporting.poke()
        },
      }),
  )
  const reporting = start(
    reportOutcomes({
      journal,
      cloud,
      clock,
      log,
      setAside: (job, problem) => saveDeadLetter(folder, job, problem, clock.nowMs()),
    }),
  )
  onCloudBack = () => {
    for (const dispatcher of dispatchers) dispatcher.wakeAll()
    reporting.poke()
  }
  const printers = spoolers.flatMap(({ queues }) =>
    queues.map((queue) => printerIdOf(queue, parts.identity.siteSlug)),
  )
  const startedAt = timeText(clock.nowMs())
  const loops = [
    reporting,
    start(
      sayHello({
        cloud,
        folder,
        savedOffsetMs,
        software: { version: VERSION, platform: platformText(), spooler: parts.spoolerName },
        jobsOpen: () => journal.openJobs().length + journal.endedJobs().length,
        clock,
        wantsAddresses: parts.wantsAddresses,
        sightPrinters: (signal) =>
          sightPrinters(
            spoolers.map(({ spooler }) => spooler),
            parts.identity.siteSlug,
            countWaiting(journal.openJobs(), printers),
            signal,
          ),
        onAddresses: (addresses) => addressBook.learn(addresses),
        onDoorbell(told) {
          doorbell = told
        },
      }),
    ),
    start(
      takeOrders({
        journal,
        cloud,
        doorway,
        clock,
        log,
        doorbell: () => doorbell,
        notice(ref) {
          const index = spoolers.findIndex(({ queues }) => queues.includes(ref.queue))
          dispatchers[index]?.notice(ref)
        },
      }),
    ),
    start(compactJournal(journal, log)),
    start(showStatus(folder, describe)),
    start(
      returnMemory({
        workCount: () => jobsEnded,
        isIdle: () => dispatchers.every(({ size }) => size === 0),
        collect: collectGarbage,
      }),
    ),
    ...watchAll(spoolers, dispatchers, journal, log).map(start),
  ]

  return {
    async stop() {
      stopping.abort(new Error('the connector stops'))
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop(STOP_LIMIT_MS)))
      await Promise.all(loops.map(({ done }) => done))
      cloud.close()
      doorway.close()
      await Promise.all(spoolers.map(({ spooler }) => spooler.close()))
      await parts.analyzer.close()
      await saveStatus(folder, describe()).catch(() => {})
      await journal.close()
      await unlock()
    },
  }

  function start(loop: Loop): RunningLoop {
    return runLoop(loop, { clock, random, log }, stopping.signal)
  }

  function describe(): SiteStatus {
    const { awaySinceMs, lastAnswerMs } = cloud.reach
    return {
      pid: parts.pid,
      version: VERSION,
      startedAt,
      updatedAt: timeText(clock.nowMs()),
      cloudAwaySince: awaySinceMs === null ? null : timeText(awaySinceMs),
      cloudAnsweredAt: lastAnswerMs === null ? null : timeText(lastAnswerMs),
      clockOffsetMs: Math.round(cloud.clockOffsetMs),
      queues: spoolers.flatMap(({ queues }) => queues),
      jobsOpen: journal.openJobs().length,
      jobsUnreported: journal.endedJobs().length,
      journalBytes: journal.bytes,
    }
  }
}

function openSiteCloud(parts: SiteParts, clockOffsetMs: number): Cloud {
  const { apiUrl, tenantId, connectorId, key } = parts.identity
  return openCloud({
    apiUrl,
    identity: { keyId: connectorKeyId(tenantId, connectorId), privateKey: key },
    clock: parts.clock,
    clockOffsetMs,
    userAgent: `spoolgate-connector/${VERSION}`,
    proxy: parts.proxy,
  })
}

function watchAll(
  spoolers: readonly OpenSpooler[],
  dispatchers: readonly Dispatcher[],
  journal: Journal,
  log: Log,
): Loop[] {
  const open = journal.openJobs().map(({ ref }) => ref)
  const managed = new Set(spoolers.flatMap(({ queues }) => queues))
  for (const ref of open) {
    if (!managed.has(ref.queue)) log.error('job-of-unmanaged-queue', { ...ref })
  }
  return spoolers.map(({ spooler, queues }, index) =>
    watchJobs(
      spooler,
      open.filter((ref) => queues.includes(ref.queue)),
      (ref) => dispatchers[index]?.notice(ref),
    ),
  )
}

function tellRepairs(journal: Journal, log: Log): void {
  const { cutBytes, damagedPlaces, unreadableRecords } = journal.repairs
  if (cutBytes > 0) log.warn('journal-tail-cut', { cutBytes })
  if (damagedPlaces > 0 || unreadableRecords > 0) {
    log.error('journal-damaged', { damagedPlaces, unreadableRecords })
  }
}

export function platformText(): string {
  return `${process.platform}-${process.arch}`
}
