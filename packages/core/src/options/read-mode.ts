import { isJsonObject } from '../lib/json.js'
import { choice, type Reader, readTable, type ValuesOf } from './read.js'

type Mode = 'off' | 'allowed' | 'required'

/** A mode alone, the first being the default, or an object with options, which `allows` unless it says so. */
export function withMode<T extends Readonly<Record<string, Reader<unknown>>>>(
  modes: readonly [Mode, ...Mode[]],
  others: T,
): Reader<ValuesOf<T & { readonly mode: Reader<Mode> }>> {
  const readers = { mode: choice(modes, 'allowed'), ...others }
  const alone = choice(modes, modes[0], ' or an object')
  return (value, option) =>
    readTable(isJsonObject(value) ? value : { mode: alone(value, option) }, readers, option)
}
