// Counts a test run and names what the machine lacked.
import type { TestModule } from 'vitest/node'
import { missingNeeds } from './needs.ts'

export interface Summary {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Skipped for lack of a program: the test, and what was missing. */
  readonly lacking: readonly { test: string; need: string; debianPackage: string }[]
}

/** A file that could not be loaded and an error outside every test each count as a failure. */
export function summarize(modules: readonly TestModule[], unhandledErrors: number): Summary {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const count = (state: string) => tests.filter((test) => test.result().state === state).length
  const broken = modules.filter(
    (module) =>
      module.state() === 'failed' &&
      ![...module.children.allTests()].some((test) => test.result().state === 'failed'),
  )
  return {
    passed: count('passed'),
    failed: count('failed') + broken.length + unhandledErrors,
    skipped: count('skipped'),
    lacking: tests
      .filter((test) => test.result().state === 'skipped')
      .flatMap((test) =>
        missingNeeds(test.fullName).map((missing) => ({
          test: `${test.module.relativeModuleId} > ${test.fullName}`,
          ...missing,
        })),
      ),
  }
}

/** One paragraph per missing program: how to get it, and which tests wait for it. */
export function describeSkips({ lacking }: Summary): string {
  const needs = [...new Set(lacking.map((one) => one.need))]
  return needs
    .map((need) => {
      const waiting = lacking.filter((one) => one.need === need)
      const tests = waiting.map((one) => `  ${one.test}`).join('\n')
      return `skipped for lack of ${need} (Debian: apt-get install ${waiting[0]!.debianPackage}):\n${tests}`
    })
    .join('\n')
}
