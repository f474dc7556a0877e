#!/usr/bin/env node
/** Type-checks the folder that it is called in. Declarations are written by the TypeScript that tsup knows (decision 1). */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
const compiler = join(typescript, 'bin/tsc')
const args = [compiler, '--noEmit', ...process.argv.slice(2)]
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
