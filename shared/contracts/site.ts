/** Sites, connectors and the tokens that enroll them. */
import * as z from 'zod'
import { connectorId, printerId, queueName, siteId, slug } from './ids.ts'
import { doorbell } from './order.ts'
import { PRINTER_STATES, STATE_REASONS_LIMIT, stateReason } from './printer.ts'

export const site = z
  .object({ id: siteId, slug, name: z.string().min(1).max(200), createdAt: z.iso.datetime() })
  .meta({ id: 'Site' })
export type Site = z.infer<typeof site>

export const siteCreation = z
  .object({ slug, name: z.string().min(1).max(200) })
  .strict()
  .meta({ id: 'SiteCreation' })

export const connector = z
  .object({
    id: connectorId,
    siteId,
    name: z.string(),
    version: z.string(),
    platform: z.string(),
    spooler: z.string(),
    state: z.enum(['active', 'revoked']),
    enrolledAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().nullable(),
    /** Jobs seen and not yet reported, as last told; null = not told yet. */
    jobsOpen: z.int().nullable(),
  })
  .meta({ id: 'Connector' })
export type Connector = z.infer<typeof connector>

/** An enrollment token lives an hour and serves once. */
export const ENROLLMENT_TOKEN_MINUTES = 60

export const enrollmentTokenCreation = z
  .object({
    siteId,
    minutes: z.int().min(1).max(ENROLLMENT_TOKEN_MINUTES).default(ENROLLMENT_TOKEN_MINUTES),
  })
  .strict()
  .meta({ id: 'EnrollmentTokenCreation' })

export const enrollmentToken = z
  .object({
    id: z.string(),
    siteId,
    state: z.enum(['open', 'used', 'expired']),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    usedBy: connectorId.nullable(),
  })
  .meta({ id: 'EnrollmentToken' })
export type EnrollmentToken = z.infer<typeof enrollmentToken>

/** The token's text is shown once, here. */
export const enrollmentTokenCreated = enrollmentToken
  .extend({ token: z.string() })
  .meta({ id: 'EnrollmentTokenCreated' })

/** Raw Ed25519 public key, base64url (RFC 8037, "x" of an OKP key). */
export const devicePublicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const connectorName = z.string().min(1).max(100)
const softwareText = z.string().max(60)

export const enrollRequest = z
  .object({
    token: z.string().max(200),
    publicKey: devicePublicKey,
    name: connectorName,
    version: softwareText,
    platform: softwareText,
    spooler: softwareText,
  })
  .strict()
  .meta({ id: 'EnrollRequest', description: 'signed by the key that it brings' })
export type EnrollRequest = z.infer<typeof enrollRequest>

export const enrollReply = z
  .object({
    tenantId: z.string(),
    siteId,
    siteSlug: slug,
    connectorId,
    serverTime: z.iso.datetime(),
  })
  .meta({ id: 'EnrollReply' })
export type EnrollReply = z.infer<typeof enrollReply>

/** Printers told of in one sign of life; others are told of in the next. */
export const PRINTERS_TOLD_LIMIT = 25

/** Machines of a site that are told; more are nobody's. */
export const SITE_ADDRESSES_LIMIT = 500

/** How a printer is, as its connector sees it. */
export const printerSighting = z.object({
  printerId,
  /** `offline`: it does not answer. */
  state: z.enum(PRINTER_STATES),
  /** "printer-state-reasons", like `media-jam-error`; what is as always is left out. */
  stateReasons: z.array(stateReason).max(STATE_REASONS_LIMIT),
  /** On their way to paper. */
  jobsWaiting: z.int().min(0).max(100_000),
  /** Sides that it ever printed, by its own count; null = it does not tell. */
  pageCounter: z.int().min(0).nullable(),
})
export type PrinterSighting = z.infer<typeof printerSighting>

export const helloRequest = z
  .object({
    version: softwareText,
    platform: softwareText,
    spooler: softwareText,
    /** Jobs seen and not yet reported. */
    jobsOpen: z.int().min(0),
    /** Printers about which something is new, and each of them from time to time. */
    printers: z.array(printerSighting).max(PRINTERS_TOLD_LIMIT).optional(),
    /** Some queue knows machines: tell which are whose. */
    wantsAddresses: z.boolean().optional(),
  })
  .strict()
  .meta({ id: 'HelloRequest', description: 'sign of life, once a minute' })

export const helloReply = z
  .object({
    serverTime: z.iso.datetime(),
    /** Where to wait for orders; null = nowhere, so orders are fetched more often. */
    doorbell: doorbell.nullable().default(null),
    /** Machines of the site that are one person's for now, when they were asked for. */
    addresses: z
      .array(z.object({ address: z.string(), username: z.string(), expiresAt: z.iso.datetime() }))
      .max(SITE_ADDRESSES_LIMIT)
      .optional(),
  })
  .meta({ id: 'HelloReply' })

/** A queue that the connector manages; registering it twice changes nothing. */
export const printerRegistration = z
  .object({ queue: queueName, name: z.string().min(1).max(200), color: z.boolean() })
  .strict()
  .meta({ id: 'PrinterRegistration' })

export const printerRegistered = z.object({ printerId }).meta({ id: 'PrinterRegistered' })
