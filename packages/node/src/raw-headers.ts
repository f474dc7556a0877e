/**
 * Every value of a field, in order. `message.headers` would drop the second `Authorization` and join
 * others; a look through the raw list keeps both, and costs less than a map of them all.
 *
 * @param rawHeaders - names and values by turns
 * @param name - in lower case
 */
export function fieldValues(rawHeaders: readonly string[], name: string): readonly string[] {
  let values: string[] | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const candidate = rawHeaders[index] ?? ''
    if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue
    const value = rawHeaders[index + 1] ?? ''
    if (values === undefined) values = [value]
    else values.push(value)
  }
  return values ?? none
}

const none: readonly string[] = []
