/** CSV brought in: looked at first, every row that does not fit named, then imported, with its progress. */
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { ImportReport } from '#shared/contracts/import.ts'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { BatchProgress } from '../parts/batch-progress.tsx'
import { ChoiceField } from '../parts/form.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Facts, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Words } from '../parts/words.tsx'

const route = getRouteApi('/import/$kind')

/** What the first line of the file must hold, and may. */
const KINDS = {
  users: {
    call: 'importUsers',
    back: '/users',
    touches: ['listUsers', 'listAccounts', 'listGroups'],
    columns: [
      ...['username', 'fullName', 'email', 'groups', 'restricted', 'disabled', 'overdraft'],
      ...['defaultAccount', 'credit'],
    ],
    example: ['dora', 'Dora Meyer', 'dora@example.org', 'students;class-7a', 'yes', 'no', '', ''],
  },
  vouchers: {
    call: 'importVouchers',
    back: '/vouchers',
    touches: ['listVoucherBatches'],
    columns: ['code', 'amount', 'expires'],
    example: ['KX7P-4M2Q-9TWR', '5.00', '2027-12-31'],
  },
} as const
export type ImportKind = keyof typeof KINDS

/** Rows shown; the server names up to a thousand. */
const ERRORS_SHOWN = 200

export const ImportPage = () => (
  <Words of={['people', 'money']}>
    <Import key={route.useParams().kind} />
  </Words>
)

function Import() {
  const t = useText()
  const params = route.useParams()
  const kind: ImportKind = params.kind === 'vouchers' ? 'vouchers' : 'users'
  const { call, back, touches, columns, example } = KINDS[kind]
  const [file, setFile] = useState<File | null>(null)
  const [onError, setOnError] = useState<'stop' | 'skip'>('stop')
  const look = useWrite(call, { touches: [] })
  const write = useWrite(call, { touches })
  const request = (dryRun: boolean, upload: File) => ({
    query: dryRun ? { dryRun: 'true' as const } : { onError },
    upload,
  })
  const choose = (chosen: File | null) => {
    setFile(chosen)
    write.reset()
    look.reset()
    if (chosen !== null) look.mutate(request(true, chosen))
  }
  const report = look.data ?? null
  const done = write.data ?? null
  const fits =
    report !== null && report.accepted > 0 && (report.refused === 0 || onError === 'skip')
  const template = `${columns.join(',')}\n${columns.map((_, at) => example[at] ?? '').join(',')}\n`
  return (
    <Page
      title={t(`import.${kind}.title`)}
      description={t(`import.${kind}.text`)}
      narrow
      back={{ to: back, label: t(`${kind}.title`) }}
      actions={<ApiCall name={call} request={request(true, file ?? new File([], `${kind}.csv`))} />}
    >
      <div className="stack">
        <Card title={t('import.file')}>
          <div className="stack">
            <FormField
              stretch
              label={t('import.choose')}
              description={t('import.formats')}
              controlId="import-file"
            >
              <input
                id="import-file"
                className="plain-input file"
                type="file"
                accept=".csv,.txt,.gz,text/csv"
                onChange={({ target }) => choose(target.files?.[0] ?? null)}
              />
            </FormField>
            <p className="quiet small">
              {t('import.columns')} <span className="mono">{columns.join(', ')}</span>
            </p>
            <div>
              <Button onClick={() => saveFile(new Blob([template]), `${kind}.csv`)}>
                {t('import.template')}
              </Button>
            </div>
          </div>
        </Card>
        {look.isPending ? <p role="status">{t('import.looking')}</p> : null}
        {look.error === null ? null : <ProblemAlert error={look.error} />}
        {report === null || done !== null ? null : (
          <Card title={t('import.found')}>
            <div className="stack">
              <Report report={report} />
              {report.refused === 0 ? null : (
                <ChoiceField
                  label={t('import.onError')}
                  value={onError}
                  choices={(['stop', 'skip'] as const).map((value) => ({
                    value,
                    label: t(`import.onError.${value}`),
                  }))}
                  onChange={setOnError}
                />
              )}
              {write.error === null ? null : <ProblemAlert error={write.error} />}
              <div>
                <Button
                  variant="primary"
                  disabled={!fits}
                  loading={write.isPending}
                  onClick={() => file === null || write.mutate(request(false, file))}
                >
                  {t('import.go', { count: report.accepted })}
                </Button>
              </div>
            </div>
          </Card>
        )}
        {done === null ? null : (
          <Card title={t('import.done')}>
            {done.batch === null ? (
              <p>{t('import.accepted', { count: done.accepted })}</p>
            ) : (
              <BatchProgress batch={done.batch.id} total={done.accepted} />
            )}
          </Card>
        )}
      </div>
    </Page>
  )
}

function Report({ report }: { report: ImportReport }) {
  const t = useText()
  const { rows, accepted, refused, encoding, errors } = report
  return (
    <>
      <Facts
        items={[
          [t('import.rows'), String(rows)],
          [t('import.fit'), String(accepted)],
          [t('import.refused'), String(refused)],
          [t('import.encoding'), encoding],
        ]}
      />
      {errors.length === 0 ? null : (
        <div className="scroll-x">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('import.line')}</th>
                <th scope="col">{t('import.column')}</th>
                <th scope="col">{t('import.message')}</th>
              </tr>
            </thead>
            <tbody>
              {errors.slice(0, ERRORS_SHOWN).map(({ line, column, message }) => (
                <tr key={`${line} ${column} ${message}`}>
                  <td className="number">{line}</td>
                  <td className="mono">{column}</td>
                  <td>
                    <Name wraps>{message}</Name>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {errors.length > ERRORS_SHOWN ? (
            <p className="quiet">{t('import.more', { count: refused - ERRORS_SHOWN })}</p>
          ) : null}
        </div>
      )}
    </>
  )
}
