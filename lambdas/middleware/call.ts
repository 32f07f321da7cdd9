/** One HTTP request on its way through the middleware, and what a handler gets of it. */
import type {
  ROUTES,
  Route,
  RouteBody,
  RouteName,
  RouteParams,
  RouteQuery,
  RouteReply,
} from '#shared/contracts/api.ts'
import type { Role } from '#shared/contracts/credentials.ts'
import type { AuditIntent } from '../stores/audit.ts'
import type { ConnectorRecord } from '../stores/connectors.ts'
import type { SessionRecord } from '../stores/sessions.ts'
import type { Doors } from './doors.ts'
import type { Log } from './log.ts'

/** What of API Gateway's payload (format 2.0) is looked at. */
export interface HttpEvent {
  readonly routeKey: string
  readonly rawPath: string
  readonly rawQueryString: string
  /** Lower-case names; repeated headers are joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Each `name=value`; API Gateway takes them out of the headers. */
  readonly cookies?: readonly string[] | undefined
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | undefined
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | undefined
  readonly requestContext: {
    readonly domainName: string
    readonly requestId: string
    readonly http: { readonly method: string }
  }
  readonly body?: string | undefined
  readonly isBase64Encoded: boolean
}

export interface HttpReply {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly cookies?: readonly string[]
  readonly body: string
  readonly isBase64Encoded?: boolean
}

export interface PersonCredential {
  readonly kind: 'person'
  /** What the caller may right now, not what was granted when token or session were made. */
  readonly role: Role
  readonly tenantId: string | null
  readonly partnerId: string | null
  readonly username: string | null
  readonly fullName: string | null
  /** Who did it, where a name is shown: the token's, or the user's in a session. */
  readonly tokenName: string
  /** Stands for the holder where repeats are recognized: the same in every session of one person. */
  readonly tokenHash: string
  readonly readOnly: boolean
  /** Id of session or token; null for a token that has none. */
  readonly id: string | null
  /** null with a token. */
  readonly session: SessionRecord | null
  /** RFC 3339; null = not by itself. */
  readonly endsAt: string | null
  /** 32 bytes that only the holder of the credential can make again; nothing of it is stored. */
  readonly derive: (purpose: string) => Uint8Array
}
export interface ConnectorCredential {
  readonly kind: 'connector'
  readonly tenantId: string
  readonly connector: ConnectorRecord
}
export interface EnrollCredential {
  readonly kind: 'enroll'
}
export interface NoCredential {
  readonly kind: 'none'
}
export type Credential = PersonCredential | ConnectorCredential | EnrollCredential | NoCredential

/** Id and time of one write: a repeat under the same Idempotency-Key gets the same, so it makes the same ids. */
export interface Operation {
  readonly id: string
  readonly timeMs: number
}

/** Filled from left to right by the middleware. */
export interface OpenCall {
  readonly event: HttpEvent
  readonly doors: Doors
  readonly log: Log
  readonly requestId: string
  readonly nowMs: number
  /** RFC 3339 UTC. */
  readonly now: string
  /** The lambdas' own instance of the handlers of this function. */
  routeName: RouteName | null
  route: Route | null
  rawBody: Uint8Array
  credential: Credential
  /** As API Gateway found them, without a verb at the end. */
  pathParameters: HttpEvent['pathParameters']
  params: unknown
  query: unknown
  body: unknown
  operation: Operation
  /** Where the first reply to an Idempotency-Key is kept; null = none was sent. */
  claim: { readonly ownerId: string; readonly keyHash: string } | null
  storedReply: RawReply | null
  /** What will stand in the audit log; null = this request leaves no row there. */
  intent: AuditIntent | null
}

/** A reply that is text already. */
export interface RawReply {
  readonly raw: true
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** The body is bytes, written so; browsers get the bytes. */
  readonly base64?: boolean
  /** Name under which a browser keeps it. */
  readonly fileName?: string
  /** Instead of one that is made of the body. */
  readonly etag?: string
  /** Values of `Set-Cookie`. */
  readonly cookies?: readonly string[]
  /** Where a redirection leads. */
  readonly location?: string
  /** RFC 8288: where the rest of a list is. */
  readonly link?: string
}

type CredentialOf<Name extends RouteName> = (typeof ROUTES)[Name]['auth'] extends infer Auth
  ? Extract<Credential, { kind: Auth }>
  : never

/** What a handler gets: everything proved and parsed. */
export interface Call<Name extends RouteName>
  extends Pick<
    OpenCall,
    'doors' | 'event' | 'rawBody' | 'log' | 'requestId' | 'nowMs' | 'now' | 'operation'
  > {
  readonly credential: CredentialOf<Name>
  readonly params: RouteParams<Name>
  readonly query: RouteQuery<Name>
  readonly body: RouteBody<Name>
}

/** Gives what the contract of the route says, or text that is that already. */
export type RouteHandler<Name extends RouteName> = (
  call: Call<Name>,
) => Promise<RouteReply<Name> | RawReply>

export type RouteHandlers = { readonly [Name in RouteName]?: RouteHandler<Name> }
