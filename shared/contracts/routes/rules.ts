/** Paths of custom rules: versions, putting one in force, checking and trying before saving. */
import * as z from 'zod'
import { STAFF_ROLES } from '../credentials.ts'
import { tenantId } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'
import {
  currentRules,
  rulesCheck,
  rulesSaving,
  rulesTrial,
  rulesTrialReply,
  rulesVersion,
  rulesVersionDocument,
  rulesVersionText,
} from '../rule-versions.ts'
import { ruleSet } from '../rules.ts'

const editor = { auth: 'person', roles: STAFF_ROLES.ruleEditors, function: 'api' } as const
const reader = { ...editor, roles: STAFF_ROLES.ruleReaders } as const
const inTenant = z.object({ tenant: tenantId })
const ofVersion = inTenant.extend({ version: rulesVersionText })
const t = '/v1/tenants/{tenant}'

export const RULES_ROUTES = {
  rulesSchema: {
    auth: 'none',
    roles: [],
    function: 'api',
    method: 'GET',
    path: '/v1/rules.schema.json',
    summary: 'JSON Schema of a rule set, and what its expressions can see and call',
    status: 200,
    reply: z.record(z.string(), z.unknown()),
  },
  showRules: {
    ...reader,
    method: 'GET',
    path: `${t}/rules`,
    summary: 'the rule set that was saved last, and which version is in force',
    params: inTenant,
    status: 200,
    reply: currentRules,
  },
  putRules: {
    ...editor,
    method: 'PUT',
    path: `${t}/rules`,
    summary: 'save a rule set as a new version; with If-Match only if nobody saved since',
    params: inTenant,
    query: rulesSaving,
    document: ruleSet,
    status: 200,
    reply: rulesVersion,
  },
  listRulesVersions: {
    ...reader,
    method: 'GET',
    path: `${t}/rules/versions`,
    summary: 'saved rule sets, newest first',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(rulesVersion),
  },
  showRulesVersion: {
    ...reader,
    method: 'GET',
    path: `${t}/rules/versions/{version}`,
    summary: 'one saved rule set, as JSON or as YAML',
    params: ofVersion,
    status: 200,
    reply: rulesVersionDocument,
  },
  activateRules: {
    ...editor,
    method: 'POST',
    path: `${t}/rules/versions/{version}:activate`,
    summary: 'put a version in force, if all of its cases come true; an older one rolls back',
    params: ofVersion,
    status: 200,
    reply: rulesVersion,
  },
  checkRules: {
    ...editor,
    method: 'POST',
    path: `${t}/rules:check`,
    summary: 'what is wrong with a rule set, line by line, and which of its cases come true',
    params: inTenant,
    document: ruleSet,
    status: 200,
    reply: rulesCheck,
  },
  tryRules: {
    ...editor,
    method: 'POST',
    path: `${t}/rules:try`,
    summary: 'decide one job by a draft or a version; nothing is stored',
    params: inTenant,
    body: rulesTrial,
    status: 200,
    reply: rulesTrialReply,
  },
} as const
