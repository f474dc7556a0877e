/**
 * Tells a hook of the user's what happened. It changes nothing: neither what it throws nor the promise that
 * it might return and break reaches the request, or the process.
 */
export function tell<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
  try {
    const returned = hook?.(event)
    if (returned instanceof Promise) returned.catch(() => {})
  } catch {
    // The answer stands.
  }
}
