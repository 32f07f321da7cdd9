/** The stores' doors to the world: environment, chance, waiting, and the limits of every call to AWS. */
import { setTimeout as sleep } from 'node:timers/promises'
import { assert } from '#shared/contracts/problem.ts'
import type { EnvName } from '#shared/contracts/wiring.ts'

/** A call that is not answered in time is given up while the function still has time to say so. */
export const CLIENT_LIMITS = {
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    throwOnRequestTimeout: true,
  },
}

export function loadEnv(name: EnvName): string {
  const value = process.env[name]
  assert(value !== undefined && value !== '', `the environment holds ${name}`)
  return value
}

/** A random part of `limitMs`, so that those who met once do not meet again. */
export async function awaitJitter(limitMs: number): Promise<void> {
  await sleep(Math.random() * limitMs)
}
