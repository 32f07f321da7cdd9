// A delivery as the spooler would hand it over, with what it remembered.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type Clock, makeLog } from '#connector/doors.ts'
import type { Delivery, DeliveryState } from '#connector/spooler/ipp-queue/device/device.ts'
import type { DeviceDoors } from '#connector/spooler/ipp-queue/device/device-doors.ts'

export interface TestDelivery extends Delivery {
  readonly states: readonly DeliveryState[]
  cancel(): void
}

const TICKET = {
  copies: 1,
  duplex: false,
  grayscale: false,
  pagesPerSide: 1,
  pageRanges: '',
  collate: true,
}

export function makeDelivery(
  document: Uint8Array,
  parts: Partial<Omit<Delivery, 'document'>> & { format?: string } = {},
): TestDelivery {
  const states: DeliveryState[] = []
  const canceled = new AbortController()
  const { format = 'application/pdf', ...rest } = parts
  return {
    jobUuid: 'urn:uuid:0d8f9f5e-8f6b-4c5b-9a37-5f0f2b9f3a11',
    jobName: 'report.pdf',
    userName: 'alice',
    ticket: TICKET,
    changes: { grayscale: false, duplex: false },
    template: [],
    remembered: null,
    document: {
      format,
      bytes: document.length,
      open: async () => Readable.from(split(document), { objectMode: false }),
    },
    async remember(state) {
      states.push(state)
    },
    canceled: canceled.signal,
    states,
    cancel: () => canceled.abort(new Error('canceled')),
    ...rest,
  }
}

/** As it would arrive from disk: not all at once. */
function split(document: Uint8Array): Uint8Array[] {
  const half = Math.ceil(document.length / 2)
  return [document.subarray(0, half), document.subarray(half)]
}

/** Time that passes as soon as somebody waits for it. */
export function makeHurriedClock(): Clock {
  let now = 1_800_000_000_000
  return {
    nowMs: () => now,
    monotonicMs: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      now += ms
      // Others get their turn, as they would while we wait.
      await new Promise((resolve) => setTimeout(resolve, 1))
      signal.throwIfAborted()
    },
  }
}

export function makeDeviceDoors(clock: Clock): DeviceDoors & { readonly lines: readonly string[] } {
  const lines: string[] = []
  return {
    clock,
    log: makeLog((line) => lines.push(line), clock, 'debug'),
    stateFolder: mkdtempSync(join(tmpdir(), 'sg-')),
    lines,
  }
}
