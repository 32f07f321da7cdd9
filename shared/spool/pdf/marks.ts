/** Where color was painted on a page, and what opaque paint covered again. */
import { type Box, contains } from './geometry.ts'

export type PageVerdict = 'mono' | 'color' | 'undecided'

interface Mark {
  readonly box: Box
  /** False when it may not show: masked, blended, or of a color nobody can tell. */
  readonly certain: boolean
}

/** So many separate marks are never all covered again. */
const MARKS_LIMIT = 256

export class Marks {
  #marks: Mark[] = []
  /** Something could not be read at all. */
  doubtful = false

  add(box: Box, certain: boolean): void {
    if (this.#marks.length < MARKS_LIMIT * 2) this.#marks.push({ box, certain })
  }

  /** Opaque paint over all of `box`. */
  cover(box: Box): void {
    if (this.#marks.length === 0) return
    this.#marks = this.#marks.filter((mark) => !contains(box, mark.box))
  }

  /** Opaque paint within `box`, nobody knows where: what lies under it may show or not. */
  mayCover(box: Box): void {
    for (const [index, mark] of this.#marks.entries()) {
      if (mark.certain && contains(box, mark.box)) {
        this.#marks[index] = { box: mark.box, certain: false }
      }
    }
  }

  /** All marks of `others`, which lie above these. */
  take(others: Marks): void {
    for (const { box, certain } of others.#marks) this.add(box, certain)
    this.doubtful ||= others.doubtful
  }

  get isEmpty(): boolean {
    return this.#marks.length === 0 && !this.doubtful
  }

  /** Nothing that follows will change the verdict. */
  get isSettled(): boolean {
    return this.#marks.length >= MARKS_LIMIT && this.#marks.some(({ certain }) => certain)
  }

  get verdict(): PageVerdict {
    if (this.#marks.some(({ certain }) => certain)) return 'color'
    return this.#marks.length > 0 || this.doubtful ? 'undecided' : 'mono'
  }
}
