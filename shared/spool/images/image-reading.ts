/** What a picture printed as a document is: one page an image, scaled onto the queue's paper. */
import type { FindingProblem } from '#shared/contracts/findings.ts'
import { PageSizes } from '../page-sizes.ts'
import type { Reading } from '../port.ts'
import type { SampleVerdict } from './samples.ts'

export interface ImagePage {
  readonly width: number
  readonly height: number
  readonly dotsPerInch: number | null
  /** Its own verdict when a file holds several. */
  readonly color?: SampleVerdict
}

const POINTS_PER_INCH = 72

/** `pages` null: not even their number is known. Sizes are told only where the image has a density. */
export function makeImageReading(facts: {
  readonly pages: readonly ImagePage[] | null
  /** For pages without a verdict of their own. */
  readonly color: SampleVerdict
  readonly problem: FindingProblem | null
}): Reading {
  const { pages, color, problem } = facts
  const sizes = new PageSizes()
  for (const { width, height, dotsPerInch } of pages ?? []) {
    if (dotsPerInch === null) continue
    sizes.add((width / dotsPerInch) * POINTS_PER_INCH, (height / dotsPerInch) * POINTS_PER_INCH)
  }
  const verdicts = (pages ?? []).map((page) => page.color ?? color)
  const colorPages = verdicts.flatMap((verdict, i) => (verdict === 'mono' ? [] : [i + 1]))
  const isCertain = problem === null && verdicts.every((verdict) => verdict !== 'undecided')
  return {
    pages: pages ? { value: pages.length, known: 'exact' } : { value: null, known: 'unknown' },
    colorPages: pages
      ? { value: colorPages, known: isCertain ? 'exact' : 'estimated' }
      : { value: null, known: 'unknown' },
    pageSizes: sizes.list,
    duplex: null,
    copies: 1,
    problem,
  }
}
