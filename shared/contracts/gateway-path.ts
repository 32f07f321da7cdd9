/** Paths that end in a verb, like `jobs/{job}:release`, as API Gateway can route them. */

const VERB_PATTERN = /\}(:[a-z][a-zA-Z-]*)$/

/** `/jobs/{job}:release` → `/jobs/{job}`: an HTTP API knows a placeholder only as a whole segment. */
export function gatewayPath(path: string): string {
  return path.replace(VERB_PATTERN, '}')
}

/** `/jobs/{job}:release` → `:release`; empty when the path ends otherwise. */
export function pathVerb(path: string): string {
  return VERB_PATTERN.exec(path)?.[1] ?? ''
}
