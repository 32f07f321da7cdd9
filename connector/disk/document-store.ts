/** The folder of spooled documents: each a sealed file, never larger than allowed, never the last thing on the disk. */
import { mkdir, readdir, stat, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import { collectYoungGarbage, secretBytes } from '../doors.ts'
import { codeOf, reasonOf, syncFolder } from './atomic-file.ts'
import {
  openSealedFile,
  SALT_BYTES,
  type SealedFile,
  saveSealedFile,
  sealedBytes,
} from './sealed-file.ts'

export interface DocumentStoreOptions {
  readonly folder: string
  readonly key: Uint8Array
  /** One document is no larger. */
  readonly documentBytesLimit: number
  /** Documents are refused before the disk has less than this. */
  readonly freeBytesFloor: number
}

/** How old a look at the free space may be, in bytes written since. */
const LOOK_EVERY_BYTES = 64 * 1024 * 1024
/** Of documents that stream through, so much may lie about before it is swept up. */
const SWEEP_EVERY_BYTES = 2 * 1024 * 1024

export class DocumentStore {
  readonly #options: DocumentStoreOptions
  #freeBytes = 0
  #bytesSinceLook = Number.POSITIVE_INFINITY
  #bytesSinceSweep = 0
  #looking: Promise<void> | null = null
  #syncing: Promise<void> | null = null
  #syncNext: Promise<void> | null = null

  constructor(options: DocumentStoreOptions) {
    this.#options = options
  }

  /**
   * Makes the folder, and removes what no job knows: the rest of uploads that a crash ended. `known`: bytes of each
   * document. Returns how many were removed, and which known ones are not whole.
   */
  async open(
    known: ReadonlyMap<string, number>,
  ): Promise<{ readonly removedCount: number; readonly broken: ReadonlySet<string> }> {
    try {
      await mkdir(this.#options.folder, { recursive: true, mode: 0o700 })
      const names = await readdir(this.#options.folder)
      const strangers = names.filter((name) => !known.has(name))
      for (const name of strangers) await unlink(this.#path(name))
      const broken = new Set<string>()
      for (const [name, bytes] of known) {
        const size = await stat(this.#path(name)).then(
          (found) => found.size,
          () => 0,
        )
        if (size !== sealedBytes(bytes)) broken.add(name)
      }
      return { removedCount: strangers.length, broken }
    } catch (cause) {
      throw new Problem('state-unreadable', `the spool cannot be opened: ${reasonOf(cause)}`, {
        cause,
      })
    }
  }

  /**
   * Streams a document to disk; it survives a power cut once `synced`. Leaves nothing behind when it throws:
   * `body-too-large`, `disk-write-failed` (also: too little space), or what the stream throws.
   */
  async save(name: string, source: AsyncIterable<Uint8Array>): Promise<SealedFile> {
    const { key, documentBytesLimit } = this.#options
    await this.#lookAtDisk()
    let seen = 0
    const admit = (bytes: number) => {
      if (bytes > documentBytesLimit) {
        throw new Problem('body-too-large', `a document has at most ${documentBytesLimit} bytes`)
      }
      this.#spend(bytes - seen)
      if (bytes > SWEEP_EVERY_BYTES) this.#sweep(bytes - seen)
      seen = bytes
    }
    try {
      const salt = secretBytes(SALT_BYTES)
      const syncName = () => this.#syncFolder()
      return await saveSealedFile(this.#path(name), source, { key, salt, admit, syncName })
    } catch (error) {
      await this.remove(name)
      throw error
    }
  }

  /** The stream fails with `file-unreadable` when it is not whole. */
  read(name: string): Readable {
    return openSealedFile(this.#path(name), this.#options.key)
  }

  /** Fine when it is gone. */
  async remove(name: string): Promise<void> {
    await unlink(this.#path(name)).catch((cause) => {
      if (codeOf(cause) !== 'ENOENT') {
        throw new Problem('disk-write-failed', `a document cannot be removed: ${reasonOf(cause)}`)
      }
    })
  }

  /** Whether a document may be taken at all. Throws `disk-write-failed`. */
  async #lookAtDisk(): Promise<void> {
    if (this.#bytesSinceLook >= LOOK_EVERY_BYTES) {
      this.#looking ??= this.#measure().finally(() => {
        this.#looking = null
      })
      await this.#looking
    }
    this.#spend(0)
  }

  async #measure(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#options.folder)
    this.#freeBytes = bavail * bsize
    this.#bytesSinceLook = 0
  }

  #sweep(bytes: number): void {
    this.#bytesSinceSweep += bytes
    if (this.#bytesSinceSweep < SWEEP_EVERY_BYTES) return
    this.#bytesSinceSweep = 0
    collectYoungGarbage()
  }

  #spend(bytes: number): void {
    this.#bytesSinceLook += bytes
    this.#freeBytes -= bytes
    if (this.#freeBytes < this.#options.freeBytesFloor) {
      // Others give space back, too: the next document looks again.
      this.#bytesSinceLook = Number.POSITIVE_INFINITY
      throw new Problem('disk-write-failed', 'the disk of the print queue is nearly full')
    }
  }

  /** Makes the names durable. Whoever comes while one sync runs shares the next. */
  #syncFolder(): Promise<void> {
    if (this.#syncing === null) {
      this.#syncing = syncFolder(this.#options.folder).finally(() => {
        this.#syncing = null
      })
      return this.#syncing
    }
    this.#syncNext ??= this.#syncing
      .catch(() => {})
      .then(() => {
        this.#syncNext = null
        return this.#syncFolder()
      })
    return this.#syncNext
  }

  #path(name: string): string {
    return join(this.#options.folder, name)
  }
}
