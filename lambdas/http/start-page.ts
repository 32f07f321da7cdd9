/** Says what this is and leads on. */
import type { RouteHandler } from '../middleware/call.ts'
import { makePage } from './pages/page.ts'

const MAIN = `<h1>Spoolgate</h1>
<p class="lead">Print management without an on-site server.</p>
<p>A small connector stands beside your print queues. It pauses every job, looks at it, and asks here what to do;
the answer is given, the job is printed or deleted, and what came out is accounted. Documents stay on site.</p>
<ol>
<li><strong>Hold.</strong> No page reaches a printer before it was decided.</li>
<li><strong>Ask.</strong> Rules, prices and balances decide, and every decision can be explained.</li>
<li><strong>Settle.</strong> Money is reserved when a job is let through, and spent when paper came out.</li>
</ol>
<h2>Go on</h2>
<ul>
<li><a href="/v1/docs">The API, readable</a></li>
<li><a href="/v1/openapi.json">The API as OpenAPI 3.1</a></li>
</ul>`

export const startPage: RouteHandler<'startPage'> = async () => makePage('Spoolgate', MAIN)
