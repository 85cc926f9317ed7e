#!/usr/bin/env node
// Plain JavaScript: an old Node cannot load TypeScript, so the version is checked here, before anything else is imported.
import { existsSync } from 'node:fs'
import module from 'node:module'

if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`quantfarm needs Node 24 or newer, and this is Node ${process.versions.node}.`)
  console.error('In a checkout, `npm run -s quantfarm -- …` uses the pinned Node; anywhere else, install Node 24.')
  process.exit(2)
}

// Keeps compiled code between starts, in the system's folder for temporary files: a third of the time to start.
module.enableCompileCache?.()

// A checkout runs its sources as they are; an installed package has only the build (Node strips no types in node_modules).
const source = new URL('../src/cli/main.ts', import.meta.url)
const built = new URL('../dist/src/cli/main.js', import.meta.url)
await import(existsSync(source) ? source.href : built.href)
