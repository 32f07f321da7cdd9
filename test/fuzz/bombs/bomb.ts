// A small document that asks for more than anybody can give.

export interface Bomb {
  readonly what: string
  bytes(): Uint8Array
  /** How many pages it really has, for whoever had the time; null = none that could be counted. */
  readonly pages: number | null
}

export const MEGABYTE = 1024 * 1024
