// Tokens tell whose they are, and nothing else is a token.
import { expect, it } from 'vitest'
import { formatToken, parseToken, type TokenKind } from '#shared/contracts/credentials.ts'

const owner = '01K0000000ABCDEFGHJKMNPQRS'
const secret = 'abcdefghijklmnopqrstuvwxyz234567'

it.each<TokenKind>(['tenant', 'partner', 'enrollment'])('a %s token names its owner', (kind) => {
  expect(parseToken(formatToken(kind, owner, secret))).toEqual({ kind, ownerId: owner })
})

it.each([
  '',
  'sgx_01K0000000ABCDEFGHJKMNPQRS_abcdefghijklmnopqrstuvwxyz234567',
  'sgt_01K0000000ABCDEFGHJKMNPQRS_short',
  'sgt_01K0000000ABCDEFGHJKMNPQRS_abcdefghijklmnopqrstuvwxyz234567\n',
  'sgt_01k0000000abcdefghjkmnpqrs_abcdefghijklmnopqrstuvwxyz234567',
])('%j is no token', (text) => {
  expect(parseToken(text)).toBeNull()
})
