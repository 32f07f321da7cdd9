/** Messages on disk and what SQS promises about them; knows no clock and no wire, every call gets `now`. */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { MailboxError } from './errors.ts'
import { parseQueueSettings, type QueueAttributes, type QueueSettings } from './queue-settings.ts'

/** A send with the same deduplication id within this span is the same message. */
const DEDUPLICATION_MS = 5 * 60_000

export interface NewMessage {
  readonly id: string
  readonly body: string
  /** "MessageAttributes" as sent. */
  readonly attributes: Readonly<Record<string, unknown>> | null
  readonly groupId: string | null
  readonly deduplicationId: string | null
  /** Null = the queue's own delay. */
  readonly delayMs: number | null
}

export interface StoredMessage {
  readonly sequence: number
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, unknown>> | null
  readonly groupId: string | null
  readonly deduplicationId: string | null
  readonly sentAt: number
  readonly firstReceivedAt: number
  readonly receiveCount: number
  readonly receipt: string
  /** Name of the queue it failed in; null in its first queue. */
  readonly deadFrom: string | null
}

export interface Counts {
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
}

export interface StoredQueue {
  readonly name: string
  readonly attributes: QueueAttributes
  readonly settings: QueueSettings
}

/** Times are milliseconds since 1970. Every method is one transaction. */
export class MailboxStore {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #queues = new Map<string, StoredQueue>()

  /** `path` of the database file; `:memory:` keeps nothing. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path)
    this.#database.exec(SCHEMA)
    const rows = this.#all<{ name: string; attributes: string }>('SELECT * FROM queues')
    for (const { name, attributes } of rows) this.#remember(name, JSON.parse(attributes))
  }

  close(): void {
    this.#database.close()
  }

  queues(): readonly StoredQueue[] {
    return [...this.#queues.values()]
  }

  /** Throws QueueDoesNotExist. */
  queue(name: string): StoredQueue {
    const queue = this.#queues.get(name)
    if (queue !== undefined) return queue
    throw new MailboxError('QueueDoesNotExist', 'The specified queue does not exist.')
  }

  /** Creates the queue or replaces its attributes. */
  saveQueue(name: string, attributes: QueueAttributes): StoredQueue {
    const queue = this.#remember(name, attributes)
    this.#run('INSERT OR REPLACE INTO queues VALUES (?, ?)', name, JSON.stringify(attributes))
    return queue
  }

  deleteQueue(name: string): void {
    this.queue(name)
    this.#transact(() => {
      this.purge(name)
      this.#run('DELETE FROM queues WHERE name = ?', name)
    })
    this.#queues.delete(name)
  }

  purge(name: string): void {
    this.#run('DELETE FROM messages WHERE queue = ?', name)
  }

  /** The id and sequence of the message, which are those of an earlier one when this is a repetition. */
  send(queue: string, message: NewMessage, now: number): { id: string; sequence: number } {
    const { settings } = this.queue(queue)
    return this.#transact(() => {
      const earlier = this.#deduplicate(queue, message, now)
      if (earlier !== undefined) return earlier
      const { lastInsertRowid } = this.#run(
        `INSERT INTO messages (queue, id, body, attributes, groupId, deduplicationId, sentAt, visibleAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        queue,
        message.id,
        message.body,
        message.attributes === null ? null : JSON.stringify(message.attributes),
        message.groupId,
        message.deduplicationId,
        now,
        now + (message.delayMs ?? settings.delayMs),
      )
      const sequence = Number(lastInsertRowid)
      if (settings.fifo) {
        this.#run(
          'INSERT OR REPLACE INTO deduplications VALUES (?, ?, ?, ?, ?)',
          queue,
          message.deduplicationId,
          message.id,
          sequence,
          now + DEDUPLICATION_MS,
        )
      }
      return { id: message.id, sequence }
    })
  }

  /**
   * Up to `limit` visible messages, oldest first, hidden for the visibility timeout. Messages received too often go to
   * the dead-letter queue instead; a FIFO group is locked while one of its messages is hidden.
   */
  receive(
    queue: string,
    options: { limit: number; visibilityTimeoutMs: number | null; makeReceipt: () => string },
    now: number,
  ): StoredMessage[] {
    const { settings } = this.queue(queue)
    return this.#transact(() => {
      this.#run(
        'DELETE FROM messages WHERE queue = ? AND sentAt < ?',
        queue,
        now - settings.retentionMs,
      )
      this.#redrive(queue, settings, now)
      const rows = settings.fifo
        ? this.#all<MessageRow>(SELECT_FIFO, queue, now, queue, now, options.limit)
        : this.#all<MessageRow>(SELECT_STANDARD, queue, now, options.limit)
      const hiddenUntil = now + (options.visibilityTimeoutMs ?? settings.visibilityTimeoutMs)
      return rows.map((row) => {
        const receipt = options.makeReceipt()
        const firstReceivedAt = row.firstReceivedAt ?? now
        this.#run(
          `UPDATE messages SET visibleAt = ?, receipt = ?, receiveCount = receiveCount + 1,
           firstReceivedAt = ? WHERE sequence = ?`,
          hiddenUntil,
          receipt,
          firstReceivedAt,
          row.sequence,
        )
        return {
          ...row,
          attributes: row.attributes === null ? null : JSON.parse(row.attributes),
          receiveCount: row.receiveCount + 1,
          firstReceivedAt,
          receipt,
        }
      })
    })
  }

  /** A receipt that a later one replaced deletes nothing, and that is not an error. */
  delete(queue: string, receipt: string): void {
    this.queue(queue)
    this.#run('DELETE FROM messages WHERE queue = ? AND receipt = ?', queue, receipt)
  }

  /** 0 gives the message back at once. Throws MessageNotInflight. */
  changeVisibility(queue: string, receipt: string, timeoutMs: number, now: number): void {
    this.queue(queue)
    const { changes } = this.#run(
      'UPDATE messages SET visibleAt = ? WHERE queue = ? AND receipt = ? AND visibleAt > ?',
      now + timeoutMs,
      queue,
      receipt,
      now,
    )
    if (changes === 0) {
      throw new MailboxError('MessageNotInflight', 'The message referred to is not in flight.')
    }
  }

  counts(queue: string, now: number): Counts {
    const [row] = this.#all<{ visible: number; inFlight: number; delayed: number }>(
      `SELECT count(*) FILTER (WHERE visibleAt <= ?1) AS visible,
              count(*) FILTER (WHERE visibleAt > ?1 AND receipt IS NOT NULL) AS inFlight,
              count(*) FILTER (WHERE visibleAt > ?1 AND receipt IS NULL) AS delayed
       FROM messages WHERE queue = ?2`,
      now,
      queue,
    )
    return row ?? { visible: 0, inFlight: 0, delayed: 0 }
  }

  /** When the next hidden message shows up by itself; null when none is hidden. */
  nextVisibleAt(queue: string, now: number): number | null {
    const [row] = this.#all<{ at: number | null }>(
      'SELECT min(visibleAt) AS at FROM messages WHERE queue = ? AND visibleAt > ?',
      queue,
      now,
    )
    return row?.at ?? null
  }

  /** Gives dead letters a new chance; null sends each to the queue it failed in. Returns the queues that got any. */
  moveDeadLetters(
    queue: string,
    destination: string | null,
    now: number,
  ): { moved: number; queues: string[] } {
    return this.#transact(() => {
      const rows = this.#all<{ sequence: number; deadFrom: string | null }>(
        'SELECT sequence, deadFrom FROM messages WHERE queue = ? AND visibleAt <= ?',
        queue,
        now,
      )
      const queues = new Set<string>()
      let moved = 0
      for (const { sequence, deadFrom } of rows) {
        const target = destination ?? deadFrom
        if (target === null || !this.#queues.has(target)) continue
        this.#run(
          `UPDATE messages SET queue = ?, deadFrom = NULL, receipt = NULL, receiveCount = 0,
           firstReceivedAt = NULL, visibleAt = ? WHERE sequence = ?`,
          target,
          now,
          sequence,
        )
        queues.add(target)
        moved += 1
      }
      return { moved, queues: [...queues] }
    })
  }

  #deduplicate(
    queue: string,
    message: NewMessage,
    now: number,
  ): { id: string; sequence: number } | undefined {
    if (message.deduplicationId === null) return undefined
    this.#run('DELETE FROM deduplications WHERE expiresAt <= ?', now)
    return this.#all<{ id: string; sequence: number }>(
      'SELECT id, sequence FROM deduplications WHERE queue = ? AND deduplicationId = ?',
      queue,
      message.deduplicationId,
    )[0]
  }

  #redrive(queue: string, { redrive }: QueueSettings, now: number): void {
    if (redrive === null || !this.#queues.has(redrive.deadLetterQueue)) return
    this.#run(
      `UPDATE messages SET queue = ?, deadFrom = ?, receipt = NULL, receiveCount = 0,
       firstReceivedAt = NULL WHERE queue = ? AND visibleAt <= ? AND receiveCount >= ?`,
      redrive.deadLetterQueue,
      queue,
      queue,
      now,
      redrive.maxReceiveCount,
    )
  }

  #remember(name: string, attributes: QueueAttributes): StoredQueue {
    const queue = { name, attributes, settings: parseQueueSettings(name, attributes) }
    this.#queues.set(name, queue)
    return queue
  }

  #transact<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #run(sql: string, ...values: (string | number | null)[]) {
    return this.#prepare(sql).run(...values)
  }

  #all<Row>(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

interface MessageRow extends Omit<StoredMessage, 'attributes' | 'receipt' | 'firstReceivedAt'> {
  readonly attributes: string | null
  readonly firstReceivedAt: number | null
}

const SELECT_STANDARD =
  'SELECT * FROM messages WHERE queue = ? AND visibleAt <= ? ORDER BY sequence LIMIT ?'
const SELECT_FIFO = `SELECT * FROM messages WHERE queue = ? AND visibleAt <= ?
  AND groupId NOT IN (SELECT groupId FROM messages WHERE queue = ? AND visibleAt > ?)
  ORDER BY sequence LIMIT ?`

/** Full synchronization: an accepted message survives a power cut, not only a killed process. */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, attributes TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT,
    groupId TEXT,
    deduplicationId TEXT,
    sentAt INTEGER NOT NULL,
    visibleAt INTEGER NOT NULL,
    receiveCount INTEGER NOT NULL DEFAULT 0,
    firstReceivedAt INTEGER,
    receipt TEXT,
    deadFrom TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messagesByVisibility ON messages (queue, visibleAt, sequence);
  CREATE INDEX IF NOT EXISTS messagesByReceipt ON messages (receipt);
  CREATE TABLE IF NOT EXISTS deduplications (
    queue TEXT NOT NULL,
    deduplicationId TEXT NOT NULL,
    id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL,
    PRIMARY KEY (queue, deduplicationId)
  ) STRICT;
`
