/** The stores' doors to the world: environment, chance and waiting. */
import { setTimeout as sleep } from 'node:timers/promises'
import { assert } from '#shared/contracts/problem.ts'
import type { EnvName } from '#shared/contracts/wiring.ts'

export function loadEnv(name: EnvName): string {
  const value = process.env[name]
  assert(value !== undefined && value !== '', `the environment holds ${name}`)
  return value
}

/** A random part of `limitMs`, so that those who met once do not meet again. */
export async function awaitJitter(limitMs: number): Promise<void> {
  await sleep(Math.random() * limitMs)
}
