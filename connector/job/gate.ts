/** Lets a limited number through at once; the others wait in the order they came. */

/** Jobs whose documents are read or whose question is under way. More only makes each of them slower. */
export const JOBS_AT_ONCE = 8

export class Gate {
  readonly #limit: number
  readonly #queue: (() => void)[] = []
  #inside = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal)
    try {
      signal.throwIfAborted()
      return await work()
    } finally {
      this.#leave()
    }
  }

  #enter(signal: AbortSignal): Promise<void> | void {
    signal.throwIfAborted()
    if (this.#inside < this.#limit) {
      this.#inside++
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const enter = () => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    const giveUp = () => {
      this.#queue.splice(this.#queue.indexOf(enter), 1)
      reject(signal.reason)
    }
    this.#queue.push(enter)
    signal.addEventListener('abort', giveUp, { once: true })
    return promise
  }

  /** A place is handed on rather than given up, so that nobody can slip in between. */
  #leave(): void {
    const next = this.#queue.shift()
    if (next === undefined) this.#inside--
    else next()
  }
}
