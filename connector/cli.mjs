#!/usr/bin/env node
// The connector's first lines. Plain JavaScript on purpose: an older Node must be able to read it.
import '../require-node.mjs'

const { start } = await import('./start.ts')
await start()
