/** Where a private cupsd keeps its files and its socket: in the state folder, unless that cannot work. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'
import { makeId } from '../doors.ts'

export interface CupsPlace {
  readonly base: string
  readonly socketPath: string
}

/** sun_path holds 108 bytes with the final zero; with a longer one cupsd runs on without any socket. */
const SOCKET_PATH_BYTES_LIMIT = 107
const OTHERS_MAY_ENTER = 0o001
const SHORT_ROOT = '/tmp'
/** In both folders of one place: after the state folder was made anew, the short one's files are strangers. */
const TOKEN_FILE = 'place'
/** In the short folder: path of the state folder that it belongs to. */
const OWNER_FILE = 'belongs-to'

/**
 * As root, cupsd runs its filters as `lp`, who must be able to enter every folder on the way; and a socket's path is short.
 * What does not fit goes into a folder under /tmp that is named after the state folder, so every start finds it again.
 */
export function chooseCupsPlace(folder: string): CupsPlace {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const isRoot = process.getuid?.() === 0
  const base = isRoot && !othersMayEnter(folder) ? openShortFolder(folder) : folder
  const socketPath = join(base, 's')
  if (Buffer.byteLength(socketPath) <= SOCKET_PATH_BYTES_LIMIT) return { base, socketPath }
  return { base, socketPath: join(openShortFolder(folder), 's') }
}

function othersMayEnter(folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if ((statSync(path).mode & OTHERS_MAY_ENTER) === 0) return false
    if (path === dirname(path)) return true
  }
}

function openShortFolder(folder: string): string {
  const user = process.getuid?.() ?? 0
  sweepShortFolders(user)
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const short = join(SHORT_ROOT, `spoolgate-${user}-${hash}`)
  const token = readToken(folder) ?? makeId()
  if (existsSync(short)) {
    checkOurs(short, user)
    if (readToken(short) !== token) rmSync(short, { recursive: true, force: true })
  }
  if (!existsSync(short)) {
    // Fails when somebody else was faster: the name can be guessed, the folder cannot be taken over.
    mkdirSync(short, { mode: 0o700 })
    chmodSync(short, user === 0 ? 0o755 : 0o700)
  }
  for (const each of [folder, short]) writeFileSync(join(each, TOKEN_FILE), token)
  writeFileSync(join(short, OWNER_FILE), folder)
  return short
}

/** Nobody else would ever delete the short folder of a state folder that was deleted. */
function sweepShortFolders(user: number): void {
  for (const name of readdirSync(SHORT_ROOT)) {
    const short = join(SHORT_ROOT, name)
    if (!name.startsWith(`spoolgate-${user}-`) || lstatSync(short).uid !== user) continue
    const ownerFile = join(short, OWNER_FILE)
    if (!existsSync(ownerFile) || existsSync(readFileSync(ownerFile, 'utf8'))) continue
    rmSync(short, { recursive: true, force: true })
  }
}

function readToken(folder: string): string | null {
  const path = join(folder, TOKEN_FILE)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

function checkOurs(path: string, user: number): void {
  const found = lstatSync(path)
  if (found.isDirectory() && found.uid === user) return
  throw new Problem('state-unreadable', `\`${path}\` belongs to somebody else`)
}
