/** Milliseconds since the epoch, as `Date.now` gives them. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()
