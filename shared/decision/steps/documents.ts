/** Refuses a job without a document, and one with several that the queue would print in part. */
import { makeReason } from '../reasons.ts'
import { pass, refuse, type Step } from '../step.ts'

export const documents: Step = {
  name: 'documents',
  version: 1,
  look({ facts }) {
    const { count } = facts.document
    const looked = { documents: count, printsSeveral: facts.printsSeveralDocuments }
    if (count === 0) return refuse(looked, makeReason('documents-missing'))
    if (count > 1 && !facts.printsSeveralDocuments) {
      return refuse(looked, makeReason('several-documents', { documents: count }))
    }
    return pass(looked)
  },
}
