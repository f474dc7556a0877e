/** Bytes in use after a forced collection: heap, external memory and array buffers. */
export async function memoryInUse() {
  if (globalThis.gc === undefined) throw new Error('Run it with node --expose-gc')
  for (let round = 0; round < 3; round++) {
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
