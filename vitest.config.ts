import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { projects } from './tooling/test/projects.mjs'

/** One run over every package, app and tool; in a package's folder over that package alone. */
export default defineConfig({
  // Many tests wait for a server or a clock: one worker more than the default on a small machine.
  test: { projects: projects(), maxWorkers: Math.max(3, availableParallelism() - 1) },
})
