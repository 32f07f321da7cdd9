/** Amazon's own engine: two independent ones must agree on what a transaction is. */
import { describeWith } from '#help/needs.ts'
import { describeJobs } from './describe-jobs.ts'

describeWith('java', 'on DynamoDB Local', () => describeJobs('dynamodb-local'))
