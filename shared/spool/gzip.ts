/** gzip (RFC 1952) around a document: unpacked once, up to a limit, into a place of its own. */
import { inflateChunks } from './codecs/inflate-chunks.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  makeFindingProblem,
  type Unwrapped,
  type Wrapper,
} from './port.ts'

const CHUNK_BYTES = 256 * 1024
/** Deflate reaches 1,032 : 1 with nothing but repetition; rasters of blank paper come near, so size decides. */
const UNPACKED_BYTES_LIMIT = 2 * 1024 ** 3

export const gzip: Wrapper = {
  name: 'gzip',
  matches: (head) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8,
  unwrap: unpack,
}

function unpack(source: ByteSource, tools: AnalyzeTools): Unwrapped {
  const scratch = tools.scratch()
  let offset = 0
  let unpacked = 0
  const next = () => {
    const chunk = source.read(offset, CHUNK_BYTES)
    offset += chunk.length
    return chunk.length === 0 ? null : chunk
  }
  const end = inflateChunks('gzip', next, (bytes) => {
    tools.budget.spendBytesOut(bytes.length)
    unpacked += bytes.length
    if (unpacked > UNPACKED_BYTES_LIMIT) return false
    scratch.append(bytes)
    return true
  })
  return {
    inside: scratch.source(),
    copies: null,
    duplex: null,
    grayscale: false,
    problem: problemOf(end, offset),
  }
}

function problemOf(end: ReturnType<typeof inflateChunks>, at: number) {
  switch (end) {
    case 'complete':
      return null
    case 'truncated':
      return makeFindingProblem('document-truncated', 'the gzip data ends early', at)
    case 'damaged':
      return makeFindingProblem('document-malformed', 'the gzip data is damaged', at)
    case 'stopped':
      return makeFindingProblem('budget-exceeded', 'the gzip data holds too much', at)
  }
}
