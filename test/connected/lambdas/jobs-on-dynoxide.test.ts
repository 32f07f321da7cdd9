/** The engine of local starts. */
import { describe } from 'vitest'
import { describeJobs } from './describe-jobs.ts'

describe('on dynoxide', () => describeJobs('dynoxide'))
