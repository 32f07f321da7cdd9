/** Every id of a message, from the English files: one line here for each of them. */
import type decisions from './messages/en/later/decisions.json'
import type money from './messages/en/later/money.json'
import type my from './messages/en/later/my.json'
import type overview from './messages/en/later/overview.json'
import type people from './messages/en/later/people.json'
import type printing from './messages/en/later/printing.json'
import type reasons from './messages/en/later/reasons.json'
import type replays from './messages/en/later/replays.json'
import type reports from './messages/en/later/reports.json'
import type rules from './messages/en/later/rules.json'
import type security from './messages/en/later/security.json'
import type settings from './messages/en/later/settings.json'
import type waiting from './messages/en/later/waiting.json'
import type portal from './messages/en/portal.json'

export type MessageId =
  | keyof typeof portal
  | keyof typeof decisions
  | keyof typeof my
  | keyof typeof reasons
  | keyof typeof replays
  | keyof typeof rules
  | keyof typeof security
  | keyof typeof settings
  | keyof typeof waiting
  | keyof typeof money
  | keyof typeof overview
  | keyof typeof people
  | keyof typeof printing
  | keyof typeof reports
