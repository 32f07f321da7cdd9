/** The API as OpenAPI 3.1, made once a container. */
import { makeOpenApi } from '#shared/contracts/openapi.ts'
import type { RouteHandler } from '../middleware/call.ts'

let made: Record<string, unknown> | null = null

export const openApi: RouteHandler<'openApi'> = async () => {
  made ??= makeOpenApi()
  return made
}
