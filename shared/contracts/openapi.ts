/** OpenAPI 3.1 from the one table of paths: nothing is written twice, so nothing can differ. */
import * as z from 'zod'
import { ROUTES, type Route } from './api.ts'
import { IDEMPOTENCY_HEADER, SIGNING } from './credentials.ts'
import { problemDetails } from './problem-details.ts'
import { PORTAL_HEADER } from './session.ts'

type Json = Record<string, unknown>

const PROBLEM_NAME = 'ProblemDetails'

const DESCRIPTIONS = {
  200: 'done',
  201: 'created',
  202: 'accepted',
  204: 'done, nothing to tell',
  302: 'go on at `location`',
} as const

const SECURITY_SCHEMES: Json = {
  person: {
    type: 'http',
    scheme: 'bearer',
    description: `a token; our own pages send the session's cookie instead, and \`${PORTAL_HEADER}: 1\` with every change`,
  },
  connector: {
    type: 'apiKey',
    in: 'header',
    name: 'Signature',
    description: [
      'RFC 9421 HTTP message signature by the device key, Ed25519, label',
      `\`${SIGNING.label}\`, tag \`${SIGNING.tag}\`, over ${SIGNING.components.join(', ')},`,
      `at most ${SIGNING.skewSeconds} seconds off the server's clock;`,
      'the content digest is sha-256 (RFC 9530).',
    ].join(' '),
  },
}

export function makeOpenApi(): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(ROUTES) as [string, Route][]) {
    const item = paths[route.path] ?? {}
    item[route.method.toLowerCase()] = makeOperation(name, route, schemas)
    paths[route.path] = item
  }
  schemas[PROBLEM_NAME] ??= describe(problemDetails, 'output', schemas)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Spoolgate',
      version: '1',
      description: 'Print management without an on-site server.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: sortKeys(schemas), securitySchemes: SECURITY_SCHEMES },
  }
}

function makeOperation(name: string, route: Route, schemas: Json): Json {
  const parameters = [
    ...makeParameters(route.params, 'path', schemas),
    ...makeParameters(route.query, 'query', schemas),
    ...(route.auth === 'person' && route.method !== 'GET' ? [IDEMPOTENCY_PARAMETER] : []),
  ]
  return {
    operationId: name,
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body === undefined ? {} : { requestBody: makeBody(route.body, schemas) }),
    ...(route.document === undefined ? {} : { requestBody: makeDocument(route.document, schemas) }),
    ...(route.upload === undefined ? {} : { requestBody: makeUpload(route.upload) }),
    security: makeSecurity(route),
    responses: {
      [route.status]: makeReply(route, schemas),
      default: {
        description: 'a problem (RFC 9457)',
        content: { 'application/problem+json': { schema: refTo(PROBLEM_NAME) } },
      },
    },
  }
}

const IDEMPOTENCY_PARAMETER: Json = {
  name: IDEMPOTENCY_HEADER,
  in: 'header',
  required: false,
  description: 'the same key again gets the first reply; with another request it is refused',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

function makeParameters(
  schema: z.ZodObject | undefined,
  where: 'path' | 'query',
  schemas: Json,
): readonly Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: where,
    required: where === 'path' || !z.safeParse(field as z.ZodType, undefined).success,
    schema: describe(field as z.ZodType, 'input', schemas),
  }))
}

function makeBody(schema: z.ZodType, schemas: Json): Json {
  const content = { 'application/json': { schema: describe(schema, 'input', schemas) } }
  return { required: true, content }
}

function makeDocument(schema: z.ZodType, schemas: Json): Json {
  const content = { schema: describe(schema, 'input', schemas) }
  return { required: true, content: { 'application/json': content, 'application/yaml': content } }
}

function makeUpload(type: string): Json {
  const text = { schema: { type: 'string' } }
  const bytes = { schema: { type: 'string', format: 'binary' } }
  // API Gateway takes every `text/…` for UTF-8; other encodings, and gzip, travel as bytes.
  return { required: true, content: { [type]: text, 'application/octet-stream': bytes } }
}

function makeReply(route: Route, schemas: Json): Json {
  const description = DESCRIPTIONS[route.status]
  if (route.reply === null) {
    return {
      description,
      content: { [route.download ?? 'text/html']: { schema: { type: 'string' } } },
    }
  }
  const schema = describe(route.reply, 'output', schemas)
  const files = (route.formats ?? []).map((type) => {
    const binary = type === 'application/pdf' ? { format: 'binary' } : {}
    return [type, { schema: { type: 'string', ...binary } }]
  })
  const content = { 'application/json': { schema }, ...Object.fromEntries(files) }
  return { description, content }
}

/** An enrollment is signed too, by the key in its body. */
function makeSecurity(route: Route): readonly Json[] {
  if (route.auth === 'none') return []
  return [{ [route.auth === 'person' ? 'person' : 'connector']: [] }]
}

/** JSON Schema of one contract; what has a name of its own goes to `schemas`, once, and is referred to. */
function describe(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const {
    $schema: _,
    $defs,
    ...own
  } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      // JavaScript's largest integers say nothing to a reader.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  }) as Json
  for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) {
    schemas[name] ??= pointToComponents(definition)
  }
  const name = own.id
  if (typeof name !== 'string') return pointToComponents(own) as Json
  schemas[name] ??= pointToComponents(own)
  return refTo(name)
}

function refTo(name: string): Json {
  return { $ref: `#/components/schemas/${name}` }
}

/** `id` was only our name of it, and `$defs` of one schema become the components of the document. */
function pointToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointToComponents)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([key, one]) => !(key === 'id' && typeof one === 'string'))
    .map(([key, one]) => [key, key === '$ref' ? pointRef(one) : pointToComponents(one)])
  return Object.fromEntries(entries)
}

function pointRef(ref: unknown): unknown {
  return String(ref).replace('#/$defs/', '#/components/schemas/')
}

function sortKeys(record: Json): Json {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
