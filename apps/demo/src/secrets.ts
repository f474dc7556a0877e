import type { Answer } from './exchange.js'
import type { Take } from './prepare.js'

/** Tokens that were sent: no answer may repeat one. */
export type Secrets = string[]

/** Remembers what is taken. */
export function watchful(take: Take, secrets: Secrets): Take {
  return async (recipe) => {
    const held = await take(recipe)
    secrets.push(held.token)
    return held
  }
}

/** The answer without secrets, for what is printed later; and whether there were any in it. */
export function hide(answer: Answer, secrets: Secrets): { shown: Answer; repeats: boolean } {
  const without = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '(the token)'), text)
  const headers = answer.headers.map(([name, value]) => [name, without(value)] as const)
  const shown = { ...answer, headers, body: without(answer.body) }
  return { shown, repeats: JSON.stringify(shown) !== JSON.stringify(answer) }
}
