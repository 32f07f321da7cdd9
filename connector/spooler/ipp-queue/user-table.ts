/** Passwords checked against a table: slow for who guesses, quick for who was right a moment ago. */
import { createHmac, scrypt, timingSafeEqual } from 'node:crypto'
import type { QueueUsers } from '../../disk/queue-users.ts'
import { type Clock, secretBytes } from '../../doors.ts'
import { type CheckPassword, type IdentityCheck, makeProvedIdentity } from './identity.ts'

const HASH_BYTES = 32
const SALT_BYTES = 16
const PASSWORD_BYTES_LIMIT = 1_000
/** One check takes tens of milliseconds and 16 MB: guessing must not starve those who print. */
const CHECKS_AT_ONCE = 2
const CHECKS_WAITING_LIMIT = 16
/** A client proves itself with every request; the answer holds for so long. */
const REMEMBERED_MS = 5 * 60_000
const REMEMBERED_LIMIT = 10_000

export function makeTableIdentity(table: QueueUsers, clock: Pick<Clock, 'nowMs'>): IdentityCheck {
  const userOfAddress = new Map(table.addresses.map((each) => [each.address, each.userName]))
  return makeProvedIdentity(userOfAddress, makeCheckPassword(table, clock))
}

/** What the table keeps of a password. */
export async function makeUser(
  userName: string,
  password: string,
): Promise<QueueUsers['users'][number]> {
  const salt = secretBytes(SALT_BYTES)
  const hash = await stretch(password, salt)
  return { userName, salt: toText(salt), hash: toText(hash) }
}

function makeCheckPassword(table: QueueUsers, clock: Pick<Clock, 'nowMs'>): CheckPassword {
  const users = new Map(table.users.map((user) => [user.userName, user]))
  const remembered = new Map<string, number>()
  const rememberKey = secretBytes(HASH_BYTES)
  const nobody = { salt: toText(secretBytes(SALT_BYTES)), hash: toText(secretBytes(HASH_BYTES)) }
  const turns = new Turns()

  return async (userName, password) => {
    if (Buffer.byteLength(password) > PASSWORD_BYTES_LIMIT) return null
    const proof = createHmac('sha256', rememberKey)
      .update(`${userName}\0${password}`)
      .digest('base64')
    if ((remembered.get(proof) ?? Number.NEGATIVE_INFINITY) > clock.nowMs()) return userName
    // A name that nobody has takes as long as a wrong password.
    const user = users.get(userName) ?? nobody
    const hash = await turns.take(() => stretch(password, Buffer.from(user.salt, 'base64')))
    if (hash === null) return null
    const expected = Buffer.from(user.hash, 'base64')
    if (hash.length !== expected.length || !timingSafeEqual(hash, expected)) return null
    if (!users.has(userName)) return null
    if (remembered.size >= REMEMBERED_LIMIT) remembered.clear()
    remembered.set(proof, clock.nowMs() + REMEMBERED_MS)
    return userName
  }
}

/** A few at once, some that wait, and no more. */
class Turns {
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** null = too many wait already. */
  async take<Result>(work: () => Promise<Result>): Promise<Result | null> {
    if (this.#running >= CHECKS_AT_ONCE) {
      if (this.#waiting.length >= CHECKS_WAITING_LIMIT) return null
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#running++
    try {
      return await work()
    } finally {
      // A place is handed on rather than given up, so that nobody can slip in between.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }
}

function stretch(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, (error, hash) => {
      if (error === null) resolve(hash)
      else reject(error)
    })
  })
}

const toText = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
