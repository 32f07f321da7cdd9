/** A lent chunk is good until the next one: no reader may keep a view of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeTools } from '#help/analyze-bytes.ts'
import { analyzeDocument } from '#shared/spool/analyze.ts'
import { makeMemorySource } from '#shared/spool/byte-source.ts'
import type { ByteSource } from '#shared/spool/port.ts'

const folder = new URL('../../../cases/spool/', import.meta.url)
const documents = readdirSync(folder).filter((file) => !/\.jsonl?$/.test(file))

it.each(documents)('%s is read alike when each chunk is spoiled before the next', (file) => {
  const bytes = readFileSync(new URL(file, folder))
  const source = makeMemorySource(Uint8Array.from(file.endsWith('.gz') ? gunzipSync(bytes) : bytes))
  const findings = analyzeDocument(source, makeTools())
  expect(analyzeDocument(makeSpoilingSource(source, 700), makeTools())).toEqual(findings)
})

function makeSpoilingSource(source: ByteSource, longest: number): ByteSource {
  let last: Uint8Array | null = null
  return {
    ...source,
    lend(offset, length) {
      last?.fill(0xa5)
      last = source.read(offset, Math.min(length, longest)).slice()
      return last
    },
  }
}
