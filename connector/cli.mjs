#!/usr/bin/env node
// The connector's first lines. Plain JavaScript on purpose: an older Node must be able to read it.
import '../require-node.mjs'

await import('./main.ts')
