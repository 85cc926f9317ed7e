// After a build: writes the hash of the engine's TypeScript sources into dist/engine.json, so that an installed package has the same engine
// identity as the checkout it was made from (src/io/engine-hash.ts).
import { writeFileSync } from 'node:fs'
import { sourcesHash } from '../src/io/engine-hash.ts'

writeFileSync(new URL('../dist/engine.json', import.meta.url), `${JSON.stringify({ sources: sourcesHash() })}\n`)
