// Documents at rest: whole again with the key, and never taken for whole when anything about them changed.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  makeSpoolKey,
  openSealedFile,
  SALT_BYTES,
  saveSealedFile,
  sealedBytes,
} from '#connector/disk/sealed-file.ts'

const key = Buffer.alloc(32, 1)
const PIECE = 65_536
const HEAD = 36
const TAG = 16

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-sealed-'))
  path = join(folder, 'document')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const makeDocument = (bytes: number) =>
  Buffer.from(Array.from({ length: bytes }, (_, at) => at % 251))

async function* cutInto(document: Buffer, size: number) {
  for (let at = 0; at < document.length; at += size) yield document.subarray(at, at + size)
}

async function save(document: Buffer, size = 10_000, salt = Buffer.alloc(SALT_BYTES, 2)) {
  const options = { key, salt, admit() {}, async syncName() {} }
  const { bytes, synced } = await saveSealedFile(path, cutInto(document, size), options)
  await synced
  return { bytes }
}

const read = (spoolKey: Uint8Array = key) => buffer(openSealedFile(path, spoolKey))

it.each([0, 1, PIECE - 16, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000])(
  'gives back a document of %d bytes, however it came',
  async (bytes) => {
    const document = makeDocument(bytes)
    const facts = await save(document, 7_001)
    expect(facts.bytes).toBe(bytes)
    expect((await read()).equals(document)).toBe(true)
    expect(statSync(path).size).toBe(sealedBytes(bytes))
  },
)

it('leaves nothing readable on disk, and nothing alike of two documents that are', async () => {
  const document = Buffer.from('a secret that is long enough to be found again')
  await save(document)
  const first = readFileSync(path)
  rmSync(path)
  await save(document, 10_000, Buffer.alloc(SALT_BYTES, 3))
  const second = readFileSync(path)
  expect(first.includes('secret')).toBe(false)
  expect(second.subarray(HEAD).equals(first.subarray(HEAD))).toBe(false)
})

it('never writes over a document', async () => {
  await save(makeDocument(10))
  await expect(save(makeDocument(10))).rejects.toMatchObject({ code: 'disk-write-failed' })
})

it('ends when it is told that there is too much', async () => {
  const options = {
    ...{ key, salt: Buffer.alloc(SALT_BYTES) },
    async syncName() {},
    admit(bytes: number) {
      if (bytes > 50) throw new Error('too much')
    },
  }
  const saving = saveSealedFile(path, cutInto(makeDocument(100), 10), options)
  await expect(saving).rejects.toThrow('too much')
})

describe('a file that', () => {
  const whole = 2 * PIECE + 100
  const flaws: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ['lost its end', (bytes) => bytes.subarray(0, -TAG)],
    [
      'lost its last piece, but not the end',
      (bytes) => cutOut(bytes, HEAD + 2 * (PIECE + TAG), 100 + TAG),
    ],
    ['lost a piece in the middle', (bytes) => cutOut(bytes, HEAD + PIECE + TAG, PIECE + TAG)],
    ['has two pieces swapped', swapPieces],
    ['has one bit changed', (bytes) => flip(bytes, HEAD + 50)],
    ['has another salt', (bytes) => flip(bytes, 10)],
    ['has something behind it', (bytes) => Buffer.concat([bytes, Buffer.alloc(TAG)])],
    ['is of another kind', (bytes) => flip(bytes, 0)],
    ['is empty', () => Buffer.alloc(0)],
  ]
  it.each(flaws)('%s is unreadable', async (_, change) => {
    await save(makeDocument(whole))
    writeFileSync(path, change(readFileSync(path)))
    await expect(read()).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('was sealed with another key is unreadable', async () => {
    await save(makeDocument(whole))
    await expect(read(Buffer.alloc(32, 9))).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('is not there is unreadable', async () => {
    await expect(read()).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

it('has a key for each device, and always the same', () => {
  const one = generateKeyPairSync('ed25519').privateKey
  const other = generateKeyPairSync('ed25519').privateKey
  expect(makeSpoolKey(one)).toEqual(makeSpoolKey(one))
  expect(makeSpoolKey(one)).not.toEqual(makeSpoolKey(other))
  expect(makeSpoolKey(one)).toHaveLength(32)
})

function cutOut(bytes: Buffer, at: number, length: number): Buffer {
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
}

function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

function swapPieces(bytes: Buffer): Buffer {
  const [first, second] = [HEAD, HEAD + PIECE + TAG].map((at) =>
    bytes.subarray(at, at + PIECE + TAG),
  )
  const rest = bytes.subarray(HEAD + 2 * (PIECE + TAG))
  return Buffer.concat([bytes.subarray(0, HEAD), second as Buffer, first as Buffer, rest])
}
