/** Connectors seen lately, so that a busy one is not read for every request; short enough for a revocation to work. */
import type { KeyObject } from 'node:crypto'
import { type ConnectorRecord, loadConnector } from '../stores/connectors.ts'
import { readPublicKey } from './signature.ts'

/** A revocation works everywhere within a minute; this is half of it. */
const KEPT_MS = 30_000
const CONNECTORS_LIMIT = 2_000

export interface KnownConnector {
  readonly record: ConnectorRecord
  readonly key: KeyObject
}

const known = new Map<string, KnownConnector & { readonly untilMs: number }>()

export async function loadKnownConnector(
  tenantId: string,
  connectorId: string,
  nowMs: number,
): Promise<KnownConnector | null> {
  const name = `${tenantId}.${connectorId}`
  const kept = known.get(name)
  if (kept !== undefined && kept.untilMs > nowMs && kept.untilMs <= nowMs + KEPT_MS) return kept
  const record = await loadConnector(tenantId, connectorId, 'eventual')
  known.delete(name)
  if (record === null) return null
  const loaded = { record, key: readPublicKey(record.publicKey), untilMs: nowMs + KEPT_MS }
  known.set(name, loaded)
  forgetOldest()
  return loaded
}

function forgetOldest(): void {
  for (const name of known.keys()) {
    if (known.size <= CONNECTORS_LIMIT) return
    known.delete(name)
  }
}
