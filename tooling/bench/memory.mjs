/**
 * What the process holds after a forced collection. Array buffers are part of external memory already: they
 * are counted once here.
 */
export async function memoryInUse() {
  if (globalThis.gc === undefined) throw new Error('Start node with --expose-gc')
  // What waits for a turn of the loop may still hold something.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { held: heapUsed + external, resident: rss }
}
