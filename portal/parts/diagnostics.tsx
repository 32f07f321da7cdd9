/** What a connector tells of itself and its printers, and what to ask on its own machine when it is silent. */

import { useState } from 'react'
import type { Printer } from '#shared/contracts/printer.ts'
import type { Connector } from '#shared/contracts/site.ts'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { Code } from './code.tsx'
import { connectorState } from './connector-state.ts'
import { Name } from './name.tsx'
import { Facts, Loading } from './page.tsx'
import { ProblemAlert } from './problem.tsx'
import { Dot } from './state.tsx'
import { Time } from './time.tsx'

const COMMANDS = ['spoolgate-connector check', 'spoolgate-connector status'].join('\n')
const PRINTERS_SHOWN = 200
const TONES = { idle: 'good', printing: 'info', stopped: 'bad', offline: 'bad' } as const

export function Diagnostics({ connector }: { connector: Connector }) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const silent = connectorState(connector) === 'offline'
  return (
    <details style={{ marginTop: 12 }} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary style={{ cursor: 'pointer', marginBottom: 8 }}>
        {t('diagnostics.title', { name: connector.name })}
      </summary>
      {open ? (
        <div className="stack">
          <Facts
            items={[
              [t('diagnostics.jobsOpen'), connector.jobsOpen ?? t('diagnostics.unknown')],
              [t('diagnostics.enrolled'), <Time key="enrolled" at={connector.enrolledAt} />],
              [
                t('diagnostics.id'),
                <span key="id" className="mono small">
                  {connector.id}
                </span>,
              ],
            ]}
          />
          <PrinterStates connectorId={connector.id} />
          <p style={{ margin: 0 }}>{t(silent ? 'diagnostics.silent' : 'diagnostics.machine')}</p>
          <Code text={COMMANDS} />
        </div>
      ) : null}
    </details>
  )
}

function PrinterStates({ connectorId }: { connectorId: string }) {
  const t = useText()
  const printers = useLive('listPrinters', { query: { limit: PRINTERS_SHOWN } })
  if (printers.isError) return <ProblemAlert error={printers.error} />
  if (printers.data === undefined) return <Loading />
  const own = printers.data.items.filter((each) => each.connectorId === connectorId)
  if (own.length === 0) return <p style={{ margin: 0 }}>{t('diagnostics.noPrinter')}</p>
  return (
    <ul className="stack" style={{ margin: 0, paddingInlineStart: 0, listStyle: 'none' }}>
      {own.map((printer) => (
        <PrinterState key={printer.id} printer={printer} />
      ))}
    </ul>
  )
}

function PrinterState({ printer }: { printer: Printer }) {
  const t = useText()
  const { state, stateReasons, jobsWaiting } = printer
  const told = state ?? 'unknown'
  return (
    <li className="row">
      <Name>{printer.name}</Name>
      <Dot tone={told === 'unknown' ? 'quiet' : TONES[told]}>
        {t(`diagnostics.printer.${told}`)}
      </Dot>
      {jobsWaiting === null ? null : (
        <span className="quiet">{t('diagnostics.waiting', { count: jobsWaiting })}</span>
      )}
      {stateReasons.length === 0 ? null : (
        <span className="mono small">
          <Name>{stateReasons.join(', ')}</Name>
        </span>
      )}
    </li>
  )
}
