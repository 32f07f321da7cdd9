/** Two texts line by line: what was taken away, what was added, what stayed. */

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
  /** From 1, in the text before and after; null where it is not. */
  readonly before: number | null
  readonly after: number | null
}

/** Larger changes are told as all of one for all of the other: the table of the search would not end in time. */
const CELLS_LIMIT = 4_000_000

/** Pure; fewest changes, removed before added. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const olds = before.split('\n')
  const news = after.split('\n')
  let head = 0
  while (head < olds.length && head < news.length && olds[head] === news[head]) head++
  let tail = 0
  while (
    tail < olds.length - head &&
    tail < news.length - head &&
    olds[olds.length - 1 - tail] === news[news.length - 1 - tail]
  ) {
    tail++
  }
  const middle = diffMiddle(
    olds.slice(head, olds.length - tail),
    news.slice(head, news.length - tail),
  )
  const kinds: readonly DiffLine['kind'][] = [
    ...Array.from({ length: head }, () => 'same' as const),
    ...middle,
    ...Array.from({ length: tail }, () => 'same' as const),
  ]
  return numberLines(kinds, olds, news)
}

/** Longest common subsequence by its whole table. */
function diffMiddle(olds: readonly string[], news: readonly string[]): DiffLine['kind'][] {
  const [height, width] = [olds.length, news.length]
  if (height * width > CELLS_LIMIT) {
    return [...olds.map(() => 'removed' as const), ...news.map(() => 'added' as const)]
  }
  const row = width + 1
  const lengths = new Uint32Array((height + 1) * row)
  const at = (index: number) => lengths[index] ?? 0
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      lengths[y * row + x] =
        olds[y] === news[x]
          ? at((y + 1) * row + x + 1) + 1
          : Math.max(at((y + 1) * row + x), at(y * row + x + 1))
    }
  }
  const kinds: DiffLine['kind'][] = []
  let [x, y] = [0, 0]
  while (y < height || x < width) {
    if (y < height && x < width && olds[y] === news[x]) {
      kinds.push('same')
      x++
      y++
    } else if (y < height && (x >= width || at((y + 1) * row + x) >= at(y * row + x + 1))) {
      kinds.push('removed')
      y++
    } else {
      kinds.push('added')
      x++
    }
  }
  return kinds
}

function numberLines(
  kinds: readonly DiffLine['kind'][],
  olds: readonly string[],
  news: readonly string[],
): DiffLine[] {
  let [before, after] = [0, 0]
  return kinds.map((kind) => {
    if (kind === 'removed') {
      return { kind, text: olds[before] ?? '', before: ++before, after: null }
    }
    if (kind === 'added') return { kind, text: news[after] ?? '', before: null, after: ++after }
    return { kind, text: news[after] ?? '', before: ++before, after: ++after }
  })
}
