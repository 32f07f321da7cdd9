// The small parts of the built-in queue: certificates, names, and what a document is.
import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeSelfSigned } from '#connector/spooler/ipp-queue/certificate.ts'
import { makeIcon } from '#connector/spooler/ipp-queue/icon.ts'
import {
  makeAddressIdentity,
  makeClaimedIdentity,
  makeProvedIdentity,
  NOBODY,
  parseBasic,
  plainAddress,
} from '#connector/spooler/ipp-queue/identity.ts'
import { detectMimeType } from '#connector/spooler/ipp-queue/mime-type.ts'

import { analyzeBytes } from '#help/analyze-bytes.ts'

describe('a certificate of its own', () => {
  const nowMs = Date.UTC(2026, 5, 1)
  const { cert, key } = makeSelfSigned(['localhost', '127.0.0.1'], {
    nowMs,
    serial: Buffer.alloc(16, 0xff),
  })
  const parsed = new X509Certificate(cert)

  it('is signed by its own key, for its names, and long enough', () => {
    expect(parsed.verify(parsed.publicKey)).toBe(true)
    expect(parsed.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1')
    expect(parsed.checkHost('localhost')).toBe('localhost')
    expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(parsed.validFromDate.getTime()).toBeLessThan(nowMs)
    expect(parsed.validToDate.getUTCFullYear()).toBe(2046)
    expect(key).toContain('PRIVATE KEY')
  })
})

it('has a picture that image readers read', () => {
  const reading = analyzeBytes(makeIcon())
  expect(reading).toMatchObject({ language: 'png', problem: null })
})

describe('who prints', () => {
  const claim = {
    queue: 'office',
    address: '192.0.2.1',
    isSecure: true,
    password: null,
    claimedNames: [],
  }
  const proved = makeProvedIdentity(async (userName, password) =>
    password === 'right' ? userName : null,
  )
  const byMachine = makeAddressIdentity(
    (address) => (address === '192.0.2.7' ? 'carol' : null),
    proved,
  )

  it.each([
    [[], NOBODY, false],
    [['alice'], 'alice', false],
    [['alice', 'alice'], 'alice', false],
    [['alice', 'bob'], 'alice', true],
  ])(
    'claimed %j: the first name, forged when there is another',
    async (claimedNames, userName, forged) => {
      const verdict = await makeClaimedIdentity().identify({ ...claim, claimedNames })
      expect(verdict).toEqual({ kind: 'known', userName, forged })
    },
  )

  it.each([
    ['the address of one person', { address: '192.0.2.7', isSecure: false }, null],
    ['a password over TLS', { password: { userName: 'alice', password: 'right' } }, 'alice'],
    ['a wrong password', { password: { userName: 'alice', password: 'wrong' } }, null],
    [
      'a password that anybody could read',
      { isSecure: false, password: { userName: 'alice', password: 'right' } },
      null,
    ],
    ['a claim alone', { claimedNames: ['alice'] }, null],
  ])('proved by %s', async (_, more, userName) => {
    const verdict = await proved.identify({ ...claim, ...more })
    expect(verdict).toMatchObject(
      userName === null ? { kind: 'unproved' } : { kind: 'known', userName },
    )
  })

  it.each([
    ['the address of one person', { address: '192.0.2.7', isSecure: false }, 'carol'],
    [
      'a password, whosever machine it is',
      { address: '192.0.2.7', password: { userName: 'alice', password: 'right' } },
      'alice',
    ],
    [
      'no address when the password is wrong',
      { address: '192.0.2.7', password: { userName: 'alice', password: 'wrong' } },
      null,
    ],
    ['a password elsewhere', { password: { userName: 'alice', password: 'right' } }, 'alice'],
    ['no address elsewhere', {}, null],
  ])('known at a queue of machines by %s', async (_, more, userName) => {
    const verdict = await byMachine.identify({ ...claim, ...more })
    expect(verdict).toMatchObject(
      userName === null ? { kind: 'unproved' } : { kind: 'known', userName },
    )
  })

  it.each([
    ['Basic YWxpY2U6cDp3', { userName: 'alice', password: 'p:w' }],
    ['basic YWxpY2U6', { userName: 'alice', password: '' }],
    ['Basic YWxpY2U=', null],
    ['Basic OnB3', null],
    ['Bearer YWxpY2U6cHc=', null],
    [`Basic ${'A'.repeat(2_000)}`, null],
    [undefined, null],
  ])('reads `%s`', (header, expected) => {
    expect(parseBasic(header)).toEqual(expected)
  })

  it('knows an IPv4 client on an IPv6 socket', () => {
    expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1')
    expect(plainAddress('::1')).toBe('::1')
    expect(plainAddress(undefined)).toBe('')
  })
})

it.each([
  ['%PDF-1.7\n', 'application/pdf'],
  [`${'\n'.repeat(500)}%PDF-1.7\n`, 'application/pdf'],
  ['%!PS-Adobe-3.0', 'application/postscript'],
  ['\x04%!PS-Adobe-3.0', 'application/postscript'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['RaS2PwgRaster', 'image/pwg-raster'],
  ['UNIRAST\0\0', 'image/urf'],
  ['\x1b%-12345X@PJL SET COPIES=2\r\n@PJL ENTER LANGUAGE = PCLXL\r\n', 'application/vnd.hp-PCLXL'],
  ['\x1b%-12345X@PJL ENTER LANGUAGE=PDF\n%PDF-1.4', 'application/pdf'],
  ['\x1bE\x1b&l0O', 'application/vnd.hp-PCL'],
  ['hello', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('%j is %s', (head, mimeType) => {
  expect(detectMimeType(Buffer.from(head, 'latin1'))).toBe(mimeType)
})
