/** Every key begins with its owner, whatever its parts say. */
import { describe, expect, it } from 'vitest'
import { keys, partitions } from '#lambdas/stores/keys.ts'

const TENANT = '01JZZZZZZZZZZZZZZZZZZZZZZZ'
const NASTY = 'x#T#01K0000000000000000000000E#JOB'

describe('keys', () => {
  const ofTenant = [
    keys.tenant(TENANT),
    keys.sweep(TENANT),
    ...[
      keys.user,
      keys.account,
      keys.printer,
      keys.site,
      keys.siteSlug,
      keys.connector,
      keys.enrollment,
      keys.enrollmentToken,
      keys.tenantToken,
      keys.job,
      keys.explanation,
      keys.idempotency,
    ].map((make) => make(TENANT, NASTY)),
    keys.entry(TENANT, NASTY, NASTY),
  ]
  it.each(ofTenant.map((key) => [key.pk]))('%s begins with the tenant', (pk) => {
    expect(pk.startsWith(`T#${TENANT}#`)).toBe(true)
  })

  it('of partners begin with the partner, of the platform with the platform', () => {
    expect(keys.partner(TENANT).pk).toMatch(`P#${TENANT}#`)
    expect(keys.partnerToken(TENANT, NASTY).pk).toMatch(`P#${TENANT}#`)
    expect(keys.partnerTenant(TENANT, TENANT).pk).toMatch(`P#${TENANT}#`)
    expect(keys.platformTenant(TENANT).pk).toBe('PLATFORM#TENANT')
  })

  it('are all different', () => {
    expect(new Set(ofTenant.map((key) => `${key.pk}/${key.sk}`)).size).toBe(ofTenant.length)
  })

  it.each(['', '01JZ', `${TENANT}#`, NASTY, TENANT.toLowerCase()])(
    'are not made for `%s`, which is no tenant',
    (tenant) => {
      expect(() => keys.job(tenant, 'x')).toThrow()
      expect(() => partitions.jobs(tenant)).toThrow()
    },
  )
})
