/** Passwords that the cloud knows: asked about once in a while, remembered as a keyed hash, believed for a while without it. */
import { createHmac } from 'node:crypto'
import { parseToken } from '#shared/contracts/credentials.ts'
import { normalizeUsername } from '#shared/contracts/normalize-username.ts'
import { PRINT_SECRET_LIMIT } from '#shared/contracts/print-password.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { CloudReply } from '../../cloud/client.ts'
import { type Clock, errorFields, type Log, secretBytes } from '../../doors.ts'
import type { CheckPassword } from './identity.ts'

export type AskSignIn = (body: {
  readonly username: string
  readonly secret: string
}) => Promise<CloudReply<'checkPrintPassword'>>

export interface PasswordCheckDoors {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly log: Log
  ask: AskSignIn
}

/** A client proves itself with every request; a revoked password prints for so long at most while the cloud is there. */
const ASK_AGAIN_MS = 10 * 60_000
/** A wrong one is not asked about at once again: clients repeat themselves. */
const WRONG_MS = 60_000
const REMEMBERED_LIMIT = 10_000
const KEY_BYTES = 32
/** Guessing must not keep the way to the cloud from those who print. */
const ASKING_LIMIT = 16

interface Memory {
  readonly userName: string | null
  readonly askAgainMs: number
  /** Believed until then when nobody can be asked. */
  readonly endsMs: number
}

/**
 * The secret is never kept: the key of its hash is this process's own and leaves with it. Refusals and questions that
 * nobody answers say no; only `cloud-unreachable` lets what was right before go on, for 24 hours at most.
 */
export function makePasswordCheck({ clock, log, ask }: PasswordCheckDoors): CheckPassword {
  const key = secretBytes(KEY_BYTES)
  const memories = new Map<string, Memory>()
  const asking = new Map<string, Promise<string | null>>()

  async function askCloud(proof: string, username: string, secret: string): Promise<string | null> {
    const nowMs = clock.nowMs()
    try {
      const reply = await ask({ username, secret })
      const isAccepted = reply.verdict === 'accepted'
      remember(proof, {
        userName: isAccepted ? reply.username : null,
        askAgainMs: nowMs + (isAccepted ? ASK_AGAIN_MS : WRONG_MS),
        endsMs: isAccepted ? Date.parse(reply.expiresAt) : nowMs + WRONG_MS,
      })
      return isAccepted ? reply.username : null
    } catch (error) {
      const known = memories.get(proof)
      const isAway = error instanceof Problem && error.code === 'cloud-unreachable'
      log.warn('password-not-checked', errorFields(error))
      if (!isAway || known === undefined || known.endsMs <= nowMs) return null
      return known.userName
    }
  }

  function remember(proof: string, memory: Memory): void {
    memories.delete(proof)
    if (memories.size >= REMEMBERED_LIMIT) forgetOldest()
    memories.set(proof, memory)
  }

  /** Those that guess fill it with what is wrong; that goes first. */
  function forgetOldest(): void {
    let oldest: string | null = null
    for (const [proof, { userName }] of memories) {
      oldest ??= proof
      if (userName !== null) continue
      oldest = proof
      break
    }
    if (oldest !== null) memories.delete(oldest)
  }

  return async (claimed, secret) => {
    // What cannot be one of ours is no question for anybody.
    if (secret.length > PRINT_SECRET_LIMIT || parseToken(secret)?.kind !== 'tenant') return null
    const username = normalizeUsername(claimed)
    const proof = createHmac('sha256', key).update(`${username}\0${secret}`).digest('base64')
    const known = memories.get(proof)
    if (known !== undefined && clock.nowMs() < Math.min(known.askAgainMs, known.endsMs)) {
      return known.userName
    }
    const underway = asking.get(proof)
    if (underway !== undefined) return underway
    if (asking.size >= ASKING_LIMIT) return null
    const answer = askCloud(proof, username, secret).finally(() => asking.delete(proof))
    asking.set(proof, answer)
    return answer
  }
}
