/** Sides in a printer's life, by SNMP (RFC 3805 "prtMarkerLifeCount"): a cross-check, because others print too. */
import snmp from 'net-snmp'

/** Of the first marker of the first device. */
const LIFE_COUNT = '1.3.6.1.2.1.43.10.2.1.4.1.1'
const TIMEOUT_MS = 300
const RETRIES = 1
const COMMUNITY = 'public'

export interface SnmpAddress {
  readonly host: string
  readonly port?: number
}

/** null when the printer does not tell; never throws for what it says. */
export function fetchLifeSides({ host, port = 161 }: SnmpAddress): Promise<number | null> {
  return new Promise((resolve) => {
    let session: ReturnType<typeof snmp.createSession>
    try {
      session = snmp.createSession(host, COMMUNITY, {
        port,
        timeout: TIMEOUT_MS,
        retries: RETRIES,
        version: snmp.Version1,
      })
    } catch {
      resolve(null)
      return
    }
    let isOver = false
    const end = (count: number | null) => {
      resolve(count)
      // Closing answers what is still open, and a second closing throws.
      if (isOver) return
      isOver = true
      session.close()
    }
    session.on('error', () => end(null))
    session.get([LIFE_COUNT], (error, found) => {
      const value: unknown = error ? null : found?.[0]?.value
      const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0
      end(isCount ? value : null)
    })
  })
}
