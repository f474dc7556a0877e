/** `pnpm arrows`: writes `arrows.json`, which biome.json extends, from the table in `rooms.mjs`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { arrows } from './arrows.mjs'

const path = fileURLToPath(new URL('./arrows.json', import.meta.url))
writeFileSync(path, `${JSON.stringify(arrows, null, 2)}\n`)
