/** Settings shared by every `tsup.config.ts`: one way to build a library, one way to build an app. */

const common = {
  target: 'node20',
  clean: true,
  sourcemap: true,
  silent: true,
  splitting: true,
  treeshake: false,
}

/** ESM, CJS and types. Dependencies and peers stay imports: core is never bundled into a binding. */
export function library(options = {}) {
  return {
    ...common,
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    dts: true,
    ...options,
  }
}

/** One ESM program, started with plain `node dist/main.js`. */
export function app(options = {}) {
  return {
    ...common,
    entry: ['src/main.ts'],
    format: ['esm'],
    ...options,
  }
}
