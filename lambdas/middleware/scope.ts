/** Keeps everyone in their own: another's tenant or partner answers exactly as one that does not exist. */
import type { MiddlewareObj } from '@middy/core'
import { Problem } from '#shared/contracts/problem.ts'
import type { OpenCall } from './call.ts'

export function scope(): MiddlewareObj<OpenCall> {
  return {
    before: ({ event: call }) => {
      const { tenant, partner } = call.pathParameters ?? {}
      if (tenant !== undefined && tenant !== ownOf(call, 'tenantId')) throw new Problem('not-found')
      if (partner !== undefined && partner !== ownOf(call, 'partnerId')) {
        throw new Problem('not-found')
      }
    },
  }
}

function ownOf(call: OpenCall, owner: 'tenantId' | 'partnerId'): string | null {
  return call.credential.kind === 'person' ? call.credential[owner] : null
}
