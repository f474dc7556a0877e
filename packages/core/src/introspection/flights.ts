import { isBreakdown } from '../errors/index.js'

/** One search for an answer, and all who wait for it. It belongs to none of them. */
interface Flight<T> {
  readonly answer: Promise<T>
  forgotten: boolean
}

/** Whether the key was forgotten since the search began: what it finds is older than that. */
export type IsForgotten = () => boolean

/** Searches under way: one for each key, however many ask. */
export class Flights<T> {
  readonly #underWay = new Map<string, Flight<T>>()

  has(key: string): boolean {
    return this.#underWay.has(key)
  }

  /** Waits for the search under way, or begins one. */
  join(key: string, search: (isForgotten: IsForgotten) => Promise<T>): Promise<T> {
    const flight = this.#underWay.get(key)
    return flight === undefined ? this.#begin(key, search) : this.#follow(flight, key, search)
  }

  /** The next one to join begins a new search; the one under way goes on for those who wait. */
  forget(key: string): void {
    const flight = this.#underWay.get(key)
    if (flight !== undefined) flight.forgotten = true
    this.#underWay.delete(key)
  }

  /** Who came later is not failed by what met the first one: all of them share one more try. */
  async #follow(
    flight: Flight<T>,
    key: string,
    search: (isForgotten: IsForgotten) => Promise<T>,
  ): Promise<T> {
    try {
      return await flight.answer
    } catch (error) {
      if (!isBreakdown(error)) throw error
      return this.#underWay.get(key)?.answer ?? this.#begin(key, search)
    }
  }

  #begin(key: string, search: (isForgotten: IsForgotten) => Promise<T>): Promise<T> {
    const flight: Flight<T> = {
      forgotten: false,
      answer: search(() => flight.forgotten).finally(() => {
        if (this.#underWay.get(key) === flight) this.#underWay.delete(key)
      }),
    }
    this.#underWay.set(key, flight)
    return flight.answer
  }
}
