/** Every file of a corpus against its manifest: the small one that ships, and one that the environment names. */
import { describe, expect, it } from 'vitest'
import { judgeFolder } from '#help/accuracy.ts'

const shipped = new URL('../../../cases/spool/', import.meta.url).pathname
const named = process.env.SPOOLGATE_CORPUS
const COLOR_RIGHT_LEAST = 0.99

describe('documents that real programs wrote', () => {
  it.each(judgeFolder(shipped))('$file', ({ misses }) => {
    expect(misses).toEqual([])
  })
})

describe.runIf(named)('the corpus in SPOOLGATE_CORPUS', () => {
  const judged = named === undefined ? [] : judgeFolder(named)

  it.each(judged)('$file has no wrong number of pages', ({ pages, misses }) => {
    expect(['right', 'unknown', 'unjudged'], misses.join()).toContain(pages)
  })

  it('has its color right but for one page in a hundred', () => {
    const sum = (name: 'colorPages' | 'colorPagesRight') =>
      judged.reduce((total, one) => total + one[name], 0)
    expect(sum('colorPagesRight') / sum('colorPages')).toBeGreaterThanOrEqual(COLOR_RIGHT_LEAST)
  })
})
