import { defineConfig } from 'vitest/config'
import { projects } from './tooling/test/projects.mjs'

/** One run over every package, app and tool; in a package's folder over that package alone. */
export default defineConfig({
  test: { projects: projects() },
})
