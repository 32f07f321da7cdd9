// The connector's journal: whatever a disk does to it, what is read is what was written, and reading on loses nothing more.
import { makeFrame, parseFrames } from '#connector/disk/journal-frames.ts'
import { applyRecord, type JobProgress, journalRecord } from '#connector/disk/journal-records.ts'
import { makeDecisionInput } from '#help/decision-input.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { type Target, type Verdict, wordsOf } from '../target.ts'

const jobId = makeUlid(1, new Uint8Array(10))
const ref = { queue: 'office', number: 7, uuid: 'urn:uuid:7' }
const { facts } = makeDecisionInput()
const endedAt = '2026-01-01T00:00:00.000Z'
const outcome = { jobId, state: 'completed', started: true, sidesDone: 3, endedAt, detail: 'done' }
const records = [
  { type: 'SEEN', jobId, ref, facts: { ...facts, jobId }, atMs: 1 },
  { type: 'ACTED', jobId, action: 'released', atMs: 2 },
  { type: 'ENDED', jobId, ref, outcome, atMs: 3 },
  { type: 'REPORTED', jobId, atMs: 4 },
]
const MARKER = Uint8Array.of(0xff, 0x53, 0x47, 0x01)

export const journalTarget: Target = {
  about: 'the connector’s journal on a bad disk',
  seeds: [
    {
      parts: records.map((record) => Buffer.from(JSON.stringify(record))),
      build: (parts) => Buffer.concat(parts.map((part) => makeFrame(parseOrKeep(part)))),
    },
  ],
  words: [
    MARKER,
    Uint8Array.of(...MARKER, 2, 0, 0, 0),
    ...wordsOf('"type" "SEEN" "ENDED" null [] {} 1e309 -1 "\\ud800" "__proto__"'),
  ],
  check,
}

/** A payload that is not JSON any more is kept as a text, so that its frame is whole. */
function parseOrKeep(part: Uint8Array): unknown {
  const text = Buffer.from(part).toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function check(input: Uint8Array): Verdict {
  const bytes = Buffer.from(input)
  const { values, damagedPlaces, goodBytes } = parseFrames(bytes)
  const reached = values.length > 0
  if (goodBytes > bytes.length || damagedPlaces < 0) {
    return { reached, fault: `${goodBytes} good bytes of ${bytes.length}` }
  }
  const again = parseFrames(bytes.subarray(0, goodBytes))
  if (JSON.stringify(again.values) !== JSON.stringify(values) || again.goodBytes !== goodBytes) {
    return { reached, fault: 'without its torn tail it reads otherwise' }
  }
  let progress: JobProgress | undefined
  for (const value of values) {
    const record = journalRecord.safeParse(value)
    if (record.success) progress = applyRecord(progress, record.data) ?? undefined
  }
  return { reached, fault: null }
}
