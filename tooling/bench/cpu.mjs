/** CPU time of this process so far, on all of its threads, in microseconds. */
export function cpuMicros() {
  const { user, system } = process.cpuUsage()
  return user + system
}
