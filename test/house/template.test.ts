// The synthesized template keeps what the contracts promise: routes, and the environment of each function.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeApp } from '#infra/app.ts'
import { ROUTES } from '#shared/contracts/api.ts'
import { gatewayPath } from '#shared/contracts/gateway-path.ts'
import { ENV, FUNCTIONS } from '#shared/contracts/wiring.ts'

interface Resource {
  readonly Type: string
  readonly Properties: Record<string, unknown>
}

const folder = mkdtempSync(join(tmpdir(), 'spoolgate-template-'))
let resources: Resource[] = []

beforeAll(() => {
  const lambdasFolder = join(folder, 'lambdas')
  for (const name of Object.keys(FUNCTIONS)) {
    mkdirSync(join(lambdasFolder, name), { recursive: true })
    writeFileSync(join(lambdasFolder, name, 'index.cjs'), '')
  }
  const assembly = makeApp({ lambdasFolder, outputFolder: join(folder, 'out') }).synth()
  resources = assembly.stacks.flatMap((stack) =>
    Object.values((stack.template as { Resources: Record<string, Resource> }).Resources),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ofType = (type: string) => resources.filter((resource) => resource.Type === type)

describe('the template', () => {
  it('has the routes of the table of paths, no more and no fewer', () => {
    const routed = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey)
    const promised = new Set(
      Object.values(ROUTES).map(({ method, path }) => `${method} ${gatewayPath(path)}`),
    )
    // What no route takes goes to a function too, so that its errors are ours.
    expect(routed.toSorted()).toEqual(['$default', ...promised].toSorted())
  })

  it('gives each function of the wiring table exactly the environment that it reads', () => {
    const names = new Set<string>(Object.values(ENV))
    const given = ofType('AWS::Lambda::Function')
      .map(({ Properties }) => Properties as { Environment?: { Variables?: object } })
      .map(({ Environment }) => Object.keys(Environment?.Variables ?? {}))
      .map((variables) => variables.filter((name) => names.has(name)).toSorted())
      .filter((variables) => variables.length > 0)
    const promised = Object.values(FUNCTIONS).map(({ env }) => [...env].toSorted())
    const order = (lists: readonly string[][]) => lists.map((list) => list.join()).toSorted()
    expect(order(given)).toEqual(order(promised))
  })
})
