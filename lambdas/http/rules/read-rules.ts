/** The rule set in a request's body, JSON or YAML, and the version that its sender saw. */
import { assert, Problem } from '#shared/contracts/problem.ts'
import type { RuleProblem, RuleSet } from '#shared/contracts/rules.ts'
import { type ReadDocument, readDocument } from '#shared/decision/cel/read-document.ts'
import type { HttpEvent } from '../../middleware/call.ts'

export const YAML_TYPE = 'application/yaml'
/** RFC 9512, and the names from before it. */
const YAML_TYPES: readonly string[] = [YAML_TYPE, 'text/yaml', 'application/x-yaml', 'text/x-yaml']

interface Sent {
  readonly event: HttpEvent
  readonly rawBody: Uint8Array
}

/** The text as it was sent, and what it says. */
export function readRules({ event, rawBody }: Sent): {
  readonly text: string
  readonly isYaml: boolean
  readonly read: ReadDocument
} {
  const isYaml = YAML_TYPES.includes(mediaType(event.headers['content-type']))
  const text = readText(rawBody)
  return { text, isYaml, read: readDocument(text) }
}

/** Throws `rules-invalid`, with every place. */
export function refuseInvalid(read: ReadDocument): RuleSet {
  if (read.problems !== null) {
    const fields = read.problems.map((one) => ({ path: one.path, message: describe(one) }))
    throw new Problem('rules-invalid', undefined, { fields })
  }
  return read.document
}

/** Whether YAML is asked for before JSON; order counts, `q` does not. */
export function wantsYaml({ headers }: HttpEvent): boolean {
  const wanted = (headers.accept ?? '').split(',').map(mediaType)
  const first = wanted.find((one) => one === 'application/json' || YAML_TYPES.includes(one))
  return first !== undefined && YAML_TYPES.includes(first)
}

/** Of the newest version, as GET gives it: it says which version is in force too, for caches. */
export function formatEtag(version: number, activeVersion: number | null): string {
  return `"${version}-${activeVersion ?? 0}"`
}

/** null = nothing is demanded. Throws `request-malformed` on what is not a version. */
export function readIfMatch({ headers }: HttpEvent): number | null {
  const sent = headers['if-match']
  if (sent === undefined || sent.trim() === '*') return null
  const version = /^(?:W\/)?"(\d{1,9})(?:-\d{1,9})?"$/.exec(sent.trim())?.[1]
  if (version === undefined) {
    throw new Problem('request-malformed', 'the header `If-Match` must be a version like `"7"`')
  }
  return Number(version)
}

function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Problem('request-malformed', 'the body is not UTF-8', { cause: error })
  }
}

function mediaType(header: string | undefined): string {
  const [type] = (header ?? '').split(';')
  assert(type !== undefined, 'splitting gives at least one part')
  return type.trim().toLowerCase()
}

function describe({ rule, line, column, message }: RuleProblem): string {
  const place = line === null ? '' : `${line}:${column}: `
  return `${place}${rule === null ? '' : `rule \`${rule}\`: `}${message}`
}
