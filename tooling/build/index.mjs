/** @import { Options } from 'tsup' */

/**
 * Settings shared by every `tsup.config.ts`.
 * @type {Options}
 */
const common = {
  target: 'node20',
  clean: true,
  sourcemap: true,
  silent: true,
  treeshake: false,
}

/**
 * ESM, CJS and types. Dependencies and peers stay imports: core is never bundled into a binding.
 * @param {Options} [options]
 * @returns {Options}
 */
export function library(options = {}) {
  return {
    ...common,
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    dts: true,
    ...options,
  }
}

/**
 * One ESM program, started with plain `node dist/main.js`.
 * @param {Options} [options]
 * @returns {Options}
 */
export function app(options = {}) {
  return {
    ...common,
    entry: ['src/main.ts'],
    format: ['esm'],
    ...options,
  }
}
