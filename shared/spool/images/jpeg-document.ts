/** A JPEG sent to a printer as it is: one page. */
import {
  type AnalyzeTools,
  type ByteSource,
  type LanguageEntry,
  makeFindingProblem,
  type Reading,
} from '../port.ts'
import { makeImageReading } from './image-reading.ts'
import { scanJpeg } from './jpeg.ts'
import { isJpeg } from './jpeg-markers.ts'

/** Larger files are judged by this much of them. */
const JPEG_BYTES_LIMIT = 128 * 1024 * 1024

export const jpeg: LanguageEntry = {
  language: 'jpeg',
  matches: isJpeg,
  reader: { kind: 'random', read: readJpeg },
}

function readJpeg(source: ByteSource, tools: AnalyzeTools): Reading {
  const facts = scanJpeg(source.read(0, JPEG_BYTES_LIMIT), {
    policy: tools.policy,
    budget: tools.budget,
    inkInverted: 'as-adobe',
    colorTransform: null,
  })
  if (!facts) {
    const problem = makeFindingProblem('document-malformed', 'the image has no valid header', 2)
    return makeImageReading({ pages: null, color: 'undecided', problem })
  }
  const problem = facts.complete
    ? null
    : makeFindingProblem('document-truncated', 'the image ends early', source.size)
  const { width, height, dotsPerInch, color } = facts
  return makeImageReading({ pages: [{ width, height, dotsPerInch }], color, problem })
}
