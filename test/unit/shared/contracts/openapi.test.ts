/** The OpenAPI document says what the table of paths says, and every reference in it leads somewhere. */

import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ROUTES, type Route } from '#shared/contracts/api.ts'
import { makeOpenApi } from '#shared/contracts/openapi.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document is walked
const document = JSON.parse(JSON.stringify(makeOpenApi())) as any

describe('the OpenAPI document', () => {
  it('is of version 3.1 and has the parts that the specification requires', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) })
  })

  it('has every route of the table and no other, each under its own name', () => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { operationId: string }>).map(
        ([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`,
      ),
    )
    const routes = (Object.entries(ROUTES) as [string, Route][]).map(
      ([name, { method, path }]) => `${name}: ${method} ${path}`,
    )
    expect(operations.sort()).toEqual(routes.sort())
  })

  it('leads every reference to a component', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      (hit) => hit[1] ?? '',
    )
    expect(refs.length).toBeGreaterThan(30)
    for (const ref of new Set(refs)) {
      const parts = ref.replace('#/', '').split('/')
      expect(
        parts.reduce((at, part) => at?.[part], document),
        ref,
      ).toBeTypeOf('object')
    }
  })

  it('declares every part of a path that stands in braces', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1])
      for (const operation of Object.values(
        item as Record<string, { parameters?: { in: string; name: string; required: boolean }[] }>,
      )) {
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path')
        expect(declared.map((one) => one.name).sort(), path).toEqual(named.sort())
        expect(declared.every((one) => one.required)).toBe(true)
      }
    }
  })

  it('says of every route who may ask, and what a problem looks like', () => {
    for (const [name, route] of Object.entries(ROUTES) as [string, Route][]) {
      const operation = document.paths[route.path][route.method.toLowerCase()]
      const scheme = route.auth === 'person' ? 'person' : 'connector'
      expect(operation.security, name).toEqual(route.auth === 'none' ? [] : [{ [scheme]: [] }])
      expect(operation.responses.default.content['application/problem+json']).toBeDefined()
      expect(operation.responses[route.status]).toBeDefined()
      expect(operation.requestBody !== undefined, name).toBe(
        [route.body, route.document, route.upload].some((one) => one !== undefined),
      )
    }
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['connector', 'person'])
  })

  it('holds schemas that are JSON Schema: read back, a job answer is taken and a wrong one is not', () => {
    const { schemas } = document.components
    const schema = z.fromJSONSchema({
      ...schemas.JobAnswer,
      $defs: schemas,
      ...pointHome(schemas.JobAnswer),
    })
    const answer = {
      jobId: '01JZZZZZZZZZZZZZZZZZZZZZZZ',
      verdict: 'release',
      changes: { grayscale: false, duplex: true },
      reasons: [{ code: 'x', text: 'y' }],
      message: '',
      cost: '0.70',
      currency: 'EUR',
      // zod reads patterns without their `u` flag, so it cannot match the one of accounts.
      account: null,
      holdSeconds: null,
      decidedAt: '2027-03-01T08:00:00.000Z',
    }
    expect(schema.safeParse(answer).error).toBeUndefined()
    expect(schema.safeParse({ ...answer, cost: '1e309' }).success).toBe(false)
  })
})

/** Inside one schema, references lead to its own definitions. */
function pointHome(schema: unknown) {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'))
}
