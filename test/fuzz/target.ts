// What can be fuzzed: whole inputs to start from, words of the language, and a check that knows what an answer looks like.
import type { Chance } from '#help/seeded.ts'

export interface Target {
  readonly about: string
  readonly seeds: readonly Seed[]
  readonly words: readonly Uint8Array[]
  /** The input of a run, where it is not a broken seed. */
  readonly inputOf?: (run: number) => Uint8Array
  /** Reads one input. A throw is a crash; so is a fault in the verdict. `chance` is for how it is read, not what. */
  check(input: Uint8Array, chance: Chance): Verdict | Promise<Verdict>
}

export interface Verdict {
  /** The input came past the first look: what else could be wrong with it was really tried. */
  readonly reached: boolean
  /** What the answer lacks, as a sentence; null = it is as promised. */
  readonly fault: string | null
}

/** An input in parts: broken parts in a whole envelope reach what a broken envelope hides. */
export interface Seed {
  readonly parts: readonly Uint8Array[]
  build(parts: readonly Uint8Array[]): Uint8Array
}

export function wholeSeed(bytes: Uint8Array): Seed {
  return { parts: [bytes], build: ([whole]) => whole! }
}

/** Blanks separate the words. */
export function wordsOf(text: string): Uint8Array[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => Buffer.from(word, 'latin1'))
}

/** Words, numbers and what stands between them are parts, so that most of a text stays whole. */
export function textSeed(text: string): Seed {
  return {
    parts: text.split(/([\w.-]+)/).map((part) => Buffer.from(part, 'latin1')),
    build: (parts) => Buffer.concat(parts),
  }
}
