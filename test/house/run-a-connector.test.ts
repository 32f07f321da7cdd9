// docs/run-a-connector.md shows the very text that the tests prove on a real cupsd.
import { expect, it } from 'vitest'
import { INTAKE_BACKEND, makeCupsdAdvice } from '#connector/spooler/cups/policies.ts'
import { readText } from './tree.ts'

const page = readText('docs/run-a-connector.md')
/** As the page names the connector's user. */
const connectorUser = 'spoolgate'

it.each(['authenticated', 'claimed'] as const)('the policies for %s names', (identity) => {
  const advice = makeCupsdAdvice({ connectorUser, identity, administrators: true })
  expect(page).toContain(`### cupsd.conf, ${identity}\n\n\`\`\`apache\n${advice}\`\`\``)
})

it('the backend of the intake', () => {
  expect(page).toContain(`\`\`\`sh\n${INTAKE_BACKEND}\`\`\``)
})
