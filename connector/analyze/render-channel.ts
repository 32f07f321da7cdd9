/** What the analyzer and its render thread say to each other over shared memory: both block, neither needs an event loop. */
import { assert } from '#shared/contracts/problem.ts'
import type { ByteSource } from '#shared/spool/port.ts'

/** What the thread is started with. */
export interface RenderOrder {
  readonly wasmFile: string
  readonly memory: SharedArrayBuffer
  /** Bytes of the document. */
  readonly size: number
  /** As we count them: pages of a document that PDFium reads otherwise cannot be told apart. */
  readonly pages: number
  /** 0 to 255; more is color. */
  readonly chromaLimit: number
  /** PDFium's own memory at most. */
  readonly memoryBytes: number
}

export type RenderTask = 'color' | 'coverage'
/** `failed`: the thread is not to be trusted with another page. */
export type RenderAnswer = 'ready' | 'mono' | 'color' | 'undecided' | 'covered' | 'failed'
/** Red, green and blue, each 0 to 1. */
export type Lights = readonly [number, number, number]

/** The analyzer's side. */
export interface RenderAsker {
  ask(page: number, task: RenderTask): void
  /** Serves `source` meanwhile. Null when there is no answer in time; throws what `source` throws. */
  awaitAnswer(source: ByteSource, waitMs: number, nowMs: () => number): RenderAnswer | null
  /** What came with the answer `covered`. */
  lights(): Lights
}

/** The render thread's side. */
export interface RenderAnswerer {
  /** Fills `into` with the document's bytes from `offset`; false when it ends before. */
  read(offset: number, into: Uint8Array): boolean
  /** Gives an answer and waits for the next page that is asked for. */
  answer(
    answer: RenderAnswer,
    lights?: Lights,
  ): { readonly page: number; readonly task: RenderTask }
}

/** Offsets travel as signed 32-bit words. */
export const RENDERED_BYTES_LIMIT = 2 ** 31 - 1

const WINDOW_BYTES = 64 * 1024
const TASKS: readonly RenderTask[] = ['color', 'coverage']
const ANSWERS: readonly RenderAnswer[] = [
  'ready',
  'mono',
  'color',
  'undecided',
  'covered',
  'failed',
]

/** The words before the window: whose turn it is, and what goes with it. */
const TURN = 0
const VALUE = 1
const COUNT = 2
/** The place in `TASKS`. */
const TASK = 3
/** Three words, in millionths. */
const LIGHTS = 4
const HEADER_BYTES = 32
const MILLION = 1_000_000

const RENDERER_WORKS = 0
/** `VALUE` is where the window should start; `COUNT` comes back: bytes in it. */
const BYTES_WANTED = 1
/** `VALUE` is the place in `ANSWERS`; the next page comes back in it. */
const ANSWERED = 2

export function makeRenderMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + WINDOW_BYTES)
}

export function openAsker(memory: SharedArrayBuffer): RenderAsker {
  const { words, window } = openMemory(memory)
  const goOn = () => {
    Atomics.store(words, TURN, RENDERER_WORKS)
    Atomics.notify(words, TURN)
  }
  return {
    ask(page, task) {
      words[VALUE] = page
      words[TASK] = TASKS.indexOf(task)
      goOn()
    },
    awaitAnswer(source, waitMs, nowMs) {
      const endMs = nowMs() + waitMs
      for (let leftMs = waitMs; leftMs > 0; leftMs = endMs - nowMs()) {
        if (Atomics.wait(words, TURN, RENDERER_WORKS, leftMs) === 'timed-out') return null
        if (Atomics.load(words, TURN) === ANSWERED) return ANSWERS[words[VALUE]!] ?? null
        const bytes = source.read(words[VALUE]!, WINDOW_BYTES)
        window.set(bytes)
        words[COUNT] = bytes.length
        goOn()
      }
      return null
    },
    lights() {
      const [red = 0, green = 0, blue = 0] = words.subarray(LIGHTS)
      return [red / MILLION, green / MILLION, blue / MILLION]
    },
  }
}

export function openAnswerer(memory: SharedArrayBuffer): RenderAnswerer {
  const { words, window } = openMemory(memory)
  const pass = (turn: number, value: number) => {
    words[VALUE] = value
    Atomics.store(words, TURN, turn)
    Atomics.notify(words, TURN)
    // Without a limit: whoever asks also ends this thread.
    Atomics.wait(words, TURN, turn)
    assert(Atomics.load(words, TURN) === RENDERER_WORKS, 'the asker gives the turn back')
  }
  let held = -1
  return {
    read(offset, into) {
      for (let done = 0; done < into.length; ) {
        const at = offset + done
        const start = at - (at % WINDOW_BYTES)
        if (start !== held) {
          pass(BYTES_WANTED, start)
          held = start
        }
        const found = window.subarray(at - start, words[COUNT]).subarray(0, into.length - done)
        if (found.length === 0) return false
        into.set(found, done)
        done += found.length
      }
      return true
    },
    answer(answer, lights) {
      if (lights)
        words.set(
          lights.map((light) => Math.round(light * MILLION)),
          LIGHTS,
        )
      pass(ANSWERED, ANSWERS.indexOf(answer))
      return { page: words[VALUE]!, task: TASKS[words[TASK]!] ?? 'color' }
    },
  }
}

function openMemory(memory: SharedArrayBuffer) {
  return {
    words: new Int32Array(memory, 0, HEADER_BYTES / 4),
    window: new Uint8Array(memory, HEADER_BYTES),
  }
}
