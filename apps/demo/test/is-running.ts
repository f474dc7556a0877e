/** Whether there is a process of this id. */
export function isRunning(pid: number): boolean {
  if (!(pid > 0)) throw new Error('that is no process id')
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
