import { channel } from '#platform'
import { isThenable } from './maybe-promise.js'

/**
 * Tells a hook of the user's, and whoever subscribed to the channel of that name, what happened. It changes
 * nothing: neither what a hook throws nor the promise that it might return and break reaches the request,
 * or the process.
 */
export class Teller<Event extends object> {
  readonly #hook: ((event: Event) => unknown) | undefined
  readonly #channel: ReturnType<typeof channel>

  constructor(name: string, hook: ((event: Event) => unknown) | undefined) {
    this.#hook = hook
    this.#channel = channel(`portcullis:${name}`)
  }

  /** Whether it is worth the while to make an event. */
  get isHeard(): boolean {
    return this.#hook !== undefined || this.#channel?.hasSubscribers === true
  }

  tell(event: Event): void {
    Object.freeze(event)
    try {
      const returned = this.#hook?.(event)
      if (isThenable(returned)) Promise.resolve(returned).catch(() => {})
    } catch {
      // The answer stands.
    }
    this.#channel?.publish(event)
  }
}
