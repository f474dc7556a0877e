/** Tells a hook of the user's what happened. Neither what it throws nor what it promises changes anything. */
export function tell<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
  try {
    const returned = hook?.(event)
    if (returned instanceof Promise) returned.catch(() => {})
  } catch {
    // What was to be done is done all the same.
  }
}
