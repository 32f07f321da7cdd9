/** JSON Schema of a rule set, made once a container. */
import { makeRulesSchema } from '#shared/contracts/rules-schema.ts'
import type { RouteHandler } from '../../middleware/call.ts'

let made: Record<string, unknown> | null = null

export const rulesSchema: RouteHandler<'rulesSchema'> = async () => {
  made ??= makeRulesSchema()
  return made
}
