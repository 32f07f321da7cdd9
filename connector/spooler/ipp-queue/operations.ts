/** Every operation of the printer by its number. */
import { keyword } from '../ipp/attributes.ts'
import { valuesOf } from '../ipp/message.ts'
import { OPERATION, STATUS } from '../ipp/tables.ts'
import { cancelJob, cancelMyJobs } from './cancel-jobs.ts'
import { getJobAttributes, getJobs, getPrinterAttributes } from './look-up.ts'
import { type Refusal, refusal } from './request.ts'
import { closeJob, createJob, printJob, sendDocument, sendUri, validateJob } from './submit.ts'
import { type Answer, type Handle, type Work, withUnsupported } from './work.ts'

const HANDLERS: ReadonlyMap<number, Handle> = new Map<number, Handle>([
  [OPERATION['Print-Job'], printJob],
  [OPERATION['Validate-Job'], validateJob],
  [OPERATION['Create-Job'], createJob],
  [OPERATION['Send-Document'], sendDocument],
  [OPERATION['Send-URI'], sendUri],
  [OPERATION['Close-Job'], closeJob],
  [OPERATION['Cancel-Job'], cancelJob],
  [OPERATION['Cancel-My-Jobs'], cancelMyJobs],
  [OPERATION['Get-Job-Attributes'], getJobAttributes],
  [OPERATION['Get-Jobs'], getJobs],
  [OPERATION['Get-Printer-Attributes'], getPrinterAttributes],
  [OPERATION['Identify-Printer'], identifyPrinter],
])

/** Throws Problems of the disk and of the body's stream. */
export async function operate(work: Work): Promise<Answer | Refusal> {
  const handle = HANDLERS.get(work.request.operation)
  if (handle === undefined) {
    return refusal(STATUS.operationNotSupported, 'this printer does not have the operation')
  }
  return await handle(work)
}

/** PWG 5100.13 section 4.2: there is nothing to blink or beep, but the log shows who is meant. */
async function identifyPrinter({ request, queue, context }: Work): Promise<Answer> {
  const wanted = valuesOf(request.operationGroup, 'identify-actions')
  const unknown = wanted.filter((action) => action !== 'display')
  context.log.info('identify-printer', { queue: queue.name })
  const names = unknown.filter((action): action is string => typeof action === 'string')
  const missing = names.length === 0 ? [] : [keyword('identify-actions', ...names)]
  return withUnsupported({ status: STATUS.ok, groups: [] }, missing)
}
