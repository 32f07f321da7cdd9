/** What rules told about own jobs lately. */
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { Name } from '../parts/name.tsx'
import { Card } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'

const query = { limit: 5 }

/** Absent while there is nothing to read, and where it cannot be read: it is the least of the page. */
export function Messages() {
  const t = useText()
  const messages = useLive('listMyMessages', { query })
  const items = messages.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Card title={t('my.messages')}>
      <ul className="plain-list">
        {items.map(({ jobId, documentName, texts, at }) => (
          <li key={jobId} className="my-job">
            {texts.map((text) => (
              <div key={text}>
                <Name wraps>{text}</Name>
              </div>
            ))}
            <div className="quiet small">
              <Name>{documentName || t('job.unnamed')}</Name> <Time at={at} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
