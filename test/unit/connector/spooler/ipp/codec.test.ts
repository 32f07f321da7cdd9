// The IPP codec: what goes out comes back, what must not come in is refused with the place.
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { makeDecoder, readMessage } from '#connector/spooler/ipp/decode.ts'
import { encode } from '#connector/spooler/ipp/encode.ts'
import {
  groupsOf,
  type IppAttribute,
  type IppLimits,
  type IppMessage,
  type IppValue,
  MESSAGE_LIMITS,
  makeAttribute,
  makeRequest,
  textOf,
  valuesOf,
} from '#connector/spooler/ipp/message.ts'
import { GROUP, TAG } from '#connector/spooler/ipp/tables.ts'

const recorded = (name: string) =>
  readFileSync(new URL(`../../../../cases/ipp/${name}.bin`, import.meta.url))
const decode = (bytes: Uint8Array, limits?: IppLimits) => makeDecoder(limits).push(bytes)
const attribute = (name: string, tag: number, ...values: IppValue[]): IppAttribute => ({
  name,
  tag,
  values,
})
const messageOf = (...attributes: IppAttribute[]): IppMessage => ({
  version: 0x0200,
  code: 0,
  requestId: 7,
  groups: [{ tag: GROUP.job, attributes }],
})
/** A message by its bytes: header, job group, then whatever. */
const raw = (...bytes: number[]) => Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 1, 2, ...bytes)

describe('a message', () => {
  it.each([
    ['integer', attribute('a', TAG.integer, -1, 0, 2_147_483_647)],
    ['enum', attribute('a', TAG.enum, 3)],
    ['boolean', attribute('a', TAG.boolean, true, false)],
    ['keyword', attribute('a', TAG.keyword, 'one-sided', 'two-sided-long-edge')],
    ['text beyond ASCII', attribute('a', TAG.text, 'Überschrift 😀 عربي')],
    ['empty text', attribute('a', TAG.text, '')],
    ['range', attribute('a', TAG.rangeOfInteger, { lower: 1, upper: 3 }, { lower: 7, upper: 7 })],
    ['resolution', attribute('a', TAG.resolution, { x: 600, y: 1200, units: 3 })],
    ['octets', attribute('a', TAG.octetString, Uint8Array.of(0, 255, 10))],
    ['no value', attribute('a', 0x13, null)],
    [
      'nested collections',
      attribute(
        'media-col',
        TAG.begCollection,
        {
          members: [
            attribute('media-size', TAG.begCollection, {
              members: [attribute('x-dimension', TAG.integer, 21_000, 1)],
            }),
            attribute('media-color', TAG.keyword, 'white'),
          ],
        },
        { members: [] },
      ),
    ],
    ['a name that means something to JavaScript', attribute('__proto__', TAG.text, 'x')],
  ])('comes back as it went: %s', (_what, one) => {
    const message = messageOf(one, attribute('z', TAG.keyword, 'end'))
    expect(decode(encode(message))?.message).toEqual(message)
  })

  it('leads a request with charset and language, which come first or not at all', () => {
    const request = makeRequest('Get-Jobs', 1, [makeAttribute('which-jobs', 'not-completed')])
    const names = request.groups[0]?.attributes.map(({ name }) => name)
    expect(names).toEqual(['attributes-charset', 'attributes-natural-language', 'which-jobs'])
  })

  it('is the same whatever the pieces it arrives in', () => {
    const bytes = recorded('queue-with-collections')
    const whole = decode(bytes)
    for (const size of [1, 2, 7, 500]) {
      const decoder = makeDecoder()
      let done = null
      for (let at = 0; at < bytes.length; at += size) {
        done = decoder.push(bytes.subarray(at, at + size))
      }
      expect(done).toEqual(whole)
    }
  })

  it('keeps a repeated attribute visible, in the order sent', () => {
    const job = groupsOf(decode(recorded('job-of-two-owners'))!.message, GROUP.job)[0]!
    expect(textOf(job, 'job-originating-user-name')).toBe('alice')
    expect(valuesOf(job, 'job-originating-user-name')).toEqual(['alice', 'mallory'])
    expect(valuesOf(job, 'page-ranges')).toEqual([
      { lower: 1, upper: 2 },
      { lower: 4, upper: 4 },
    ])
  })

  it('keeps groups of one kind apart', () => {
    expect(groupsOf(decode(recorded('jobs'))!.message, GROUP.job)).toHaveLength(5)
  })

  it('is handed out with the text of textWithLanguage, not its language', () => {
    const bytes = raw(0x35, 0, 1, 0x61, 0, 8, 0, 2, 0x64, 0x65, 0, 2, 0x4a, 0x61, 3)
    expect(valuesOf(decode(bytes)!.message.groups[0]!, 'a')).toEqual(['Ja'])
  })

  it('replaces what is not UTF-8', () => {
    const bytes = raw(0x41, 0, 1, 0x61, 0, 4, 0xed, 0xa0, 0x80, 0x62, 3)
    const [text] = valuesOf(decode(bytes)!.message.groups[0]!, 'a')
    expect(text).toBe('���b')
  })

  it.each([
    ['HTML', Buffer.from('<!DOCTYPE html><html>'), '0x0'],
    ['a name with a negative length', raw(0x44, 0xff, 0xff), '0xa'],
    ['a name over 255 bytes', raw(0x44, 1, 0), '0xa'],
    ['a value with a negative length', raw(0x44, 0, 1, 0x61, 0x80, 0), '0xd'],
    ['a reserved tag', raw(0), '0x9'],
    ['an integer of three bytes', raw(0x21, 0, 1, 0x61, 0, 3, 1, 2, 3, 3), '0x9'],
    ['a boolean of no byte', raw(0x22, 0, 1, 0x61, 0, 0, 3), '0x9'],
    ['a language longer than its value', raw(0x35, 0, 1, 0x61, 0, 4, 0, 9, 0, 0, 3), '0x9'],
    ['a further value of nothing', raw(0x44, 0, 0, 0, 1, 0x61, 3), '0x9'],
    ['an end of no collection', raw(0x37, 0, 0, 0, 0, 3), '0x9'],
    ['a collection left open', raw(0x34, 0, 1, 0x61, 0, 0, 3), '0xf'],
    [
      'a member without a value',
      raw(0x34, 0, 1, 0x61, 0, 0, 0x4a, 0, 0, 0, 1, 0x62, 0x37, 0, 0, 0, 0),
      '0x15',
    ],
    ['a value of no member', raw(0x34, 0, 1, 0x61, 0, 0, 0x44, 0, 0, 0, 1, 0x62), '0xf'],
    ['a named value in a collection', raw(0x34, 0, 1, 0x61, 0, 0, 0x44, 0, 1, 0x62, 0, 0), '0xf'],
  ])('is refused with its place when it holds %s', (_what, bytes, place) => {
    expect(() => decode(bytes)).toThrow(
      expect.objectContaining({
        code: 'spooler-answer-unreadable',
        detail: expect.stringContaining(`at byte ${place} of`),
      }),
    )
  })

  it('is refused without a group before its first attribute', () => {
    const bytes = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 1, 0x44, 0, 1, 0x61, 0, 0, 3)
    expect(() => decode(bytes)).toThrow(/outside of any group, at byte 0x8/)
  })

  it('may nest collections ten deep and no deeper', () => {
    const nest = (depth: number): IppValue => ({
      members: depth === 1 ? [] : [attribute('m', TAG.begCollection, nest(depth - 1))],
    })
    const deepest = messageOf(attribute('a', TAG.begCollection, nest(10)))
    expect(decode(encode(deepest))?.message).toEqual(deepest)
    const member = [0x4a, 0, 0, 0, 1, 0x6d, 0x34, 0, 0, 0, 0]
    const deeper = raw(0x34, 0, 1, 0x61, 0, 0, ...Array.from({ length: 10 }, () => member).flat())
    expect(() => decode(deeper)).toThrow(/nested too deep/)
  })

  it.each([
    ['values', { values: 2 }, messageOf(attribute('a', TAG.integer, 1, 2, 3)), /more values/],
    [
      'attributes of a group',
      { attributesPerGroup: 1 },
      messageOf(attribute('a', TAG.integer, 1), attribute('b', TAG.integer, 1)),
      /more attributes/,
    ],
    [
      'bytes',
      { bytes: 64 },
      messageOf(attribute('a', TAG.text, 'x'.repeat(60))),
      /longer than allowed/,
    ],
  ])('is refused with more %s than allowed', (_what, limits, message, words) => {
    expect(() => decode(encode(message), { ...MESSAGE_LIMITS, ...limits })).toThrow(words)
  })

  it('has no more groups than values: an empty one costs a byte to send', () => {
    const header = Uint8Array.of(2, 0, 0, 2, 0, 0, 0, 1)
    const groups = Buffer.concat([header, Buffer.alloc(MESSAGE_LIMITS.values + 1, 1)])
    expect(() => decode(groups)).toThrow('more values than allowed')
  })

  it('of a version that nobody speaks is read only by whoever has to answer it', () => {
    const bytes = Uint8Array.of(9, 9, 0, 2, 0, 0, 0, 1, 3)
    expect(() => decode(bytes)).toThrow('not an IPP version')
    const read = decode(bytes, { ...MESSAGE_LIMITS, anyVersion: true })
    expect(read).toMatchObject({ message: { version: 0x0909 } })
  })

  it('is not encoded when a value does not fit', () => {
    expect(() => encode(messageOf(attribute('a', TAG.text, 'x'.repeat(32_768))))).toThrow(
      /too long/,
    )
  })
})

describe('a stream', () => {
  const message = encode(messageOf(attribute('a', TAG.keyword, 'b')))

  it('is left with the document, byte for byte', async () => {
    const document = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256))
    const bytes = Buffer.concat([message, document])
    const stream = Readable.from([bytes.subarray(0, 5), bytes.subarray(5, 40), bytes.subarray(40)])
    await readMessage(stream)
    expect((await buffer(stream)).equals(document)).toBe(true)
  })

  it('may end with the message', async () => {
    const stream = Readable.from([message])
    await readMessage(stream)
    expect(await buffer(stream)).toHaveLength(0)
  })

  it('is refused when it ends before the message does', async () => {
    await expect(readMessage(Readable.from([message.subarray(0, -1)]))).rejects.toMatchObject({
      code: 'spooler-answer-unreadable',
      detail: expect.stringContaining('ends too early'),
    })
  })

  it('hands on its own error', async () => {
    const stream = new Readable({ read: () => stream.destroy(new Error('cable cut')) })
    await expect(readMessage(stream)).rejects.toThrow('cable cut')
  })
})
