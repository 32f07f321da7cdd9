/** Which tests there are and how long one may take; two workers, because two cores are what a small machine has. */
import { defineConfig } from 'vitest/config'

const SECOND_MS = 1_000

/** A limit on a hung test, not a promise of speed. */
const project = (name: string, timeoutMs: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
  },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', 20 * SECOND_MS),
      project('contract', 20 * SECOND_MS),
      project('fuzz', 60 * SECOND_MS),
      project('house', 60 * SECOND_MS),
      project('connected', 60 * SECOND_MS),
      project('e2e', 180 * SECOND_MS),
    ],
  },
})
