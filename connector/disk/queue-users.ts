/** Who may print at the built-in queue, where names are proved on this machine: users with passwords, addresses with a user. */
import { join } from 'node:path'
import * as z from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import { loadFile, saveFile } from './atomic-file.ts'

const USERS_LIMIT = 10_000
const userName = z.string().min(1).max(255)

const queueUsers = z.object({
  users: z
    .array(
      z.object({
        userName,
        /** base64; scrypt (RFC 7914) of the password and the salt. */
        salt: z.base64().max(100),
        hash: z.base64().max(100),
      }),
    )
    .max(USERS_LIMIT),
  /** Of machines that are one person's alone. */
  addresses: z.array(z.object({ address: z.string().max(64), userName })).max(USERS_LIMIT),
})
export type QueueUsers = z.infer<typeof queueUsers>

const pathIn = (folder: string) => join(folder, 'users.json')

/** Of the queue's own folder; nobody when there is no list. Throws `state-unreadable`. */
export async function loadQueueUsers(folder: string): Promise<QueueUsers> {
  const path = pathIn(folder)
  const text = await loadFile(path)
  if (text === null) return { users: [], addresses: [] }
  const parsed = queueUsers.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  // What does not fit stays unsaid: it may be what a password was made into.
  throw new Problem('state-unreadable', `\`${path}\` is not a list of users`)
}

export function saveQueueUsers(folder: string, users: QueueUsers): Promise<void> {
  return saveFile(pathIn(folder), `${JSON.stringify(users, null, 2)}\n`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
