import { describe, expect, test } from 'vitest'
import { deny, isDenial } from '../../src/errors/index.js'
import { BoundedCache } from '../../src/lib/bounded-cache.js'
import {
  TokenDigest,
  type TokenFacts,
  type TokenShape,
  type TokenValidator,
  tokenFacts,
  type ValidatedToken,
  type ValidatedTokens,
  validateToken,
} from '../../src/token/index.js'
import { encode, unsigned } from '../support/tokens.js'

const facts: TokenFacts = tokenFacts('jwt', 'https://issuer.test', { exp: 1 })

/** A validator that takes shapes of one kind, answers the same to all, and remembers them. */
function validatorOf(
  kind: TokenShape['kind'],
  answer: ReturnType<TokenValidator['validate']> = facts,
): TokenValidator & { readonly seen: TokenShape[] } {
  const seen: TokenShape[] = []
  return {
    seen,
    accepts: (shape) => shape.kind === kind,
    validate: (shape) => {
      seen.push(shape)
      return answer
    },
  }
}

async function codeFor(token: string, ...validators: readonly TokenValidator[]): Promise<string> {
  const result = await validateToken(token, new TokenDigest(token), validators)
  return isDenial(result) ? result.code : 'validated'
}

const jws = unsigned('{"alg":"ES256"}')
const jwe = `${encode('{"alg":"ECDH-ES"}')}.a.b.c.d`
const broken = `${jws}.more`

describe('the structure of a token chooses its validator', () => {
  test('one that takes the shape is asked, the others are not', async () => {
    const [first, second] = [validatorOf('jws'), validatorOf('opaque')]
    expect(await codeFor(jws, first, second)).toBe('validated')
    expect(await codeFor('reference', first, second)).toBe('validated')
    expect(first.seen.map(({ kind }) => kind)).toEqual(['jws'])
    expect(second.seen.map(({ kind }) => kind)).toEqual(['opaque'])
  })

  test('of two that would take it, the first', async () => {
    const [first, second] = [validatorOf('jws', deny('token_expired', '')), validatorOf('jws')]
    expect(await codeFor(jws, first, second)).toBe('token_expired')
    expect(second.seen).toEqual([])
  })

  test('[R26, A8] what is broken is refused, whoever would take it', async () => {
    const any = { accepts: () => true, validate: () => facts }
    expect(await codeFor(broken, any)).toBe('token_malformed')
    expect(await codeFor(unsigned('{"alg":1,"alg":2}'), any)).toBe('token_malformed')
  })

  test('[R42, R69] an encrypted token is refused by name', async () => {
    expect(await codeFor(jwe, validatorOf('jws'), validatorOf('opaque'))).toBe('token_encrypted')
    expect(await codeFor(jwe)).toBe('token_encrypted')
  })

  test('a format that nobody takes is refused by name', async () => {
    expect(await codeFor('reference', validatorOf('jws'))).toBe('token_format_not_accepted')
    expect(await codeFor(jws, validatorOf('opaque'))).toBe('token_format_not_accepted')
    expect(await codeFor(jws)).toBe('token_format_not_accepted')
  })

  test('what a validator answers later counts as well', async () => {
    expect(await codeFor(jws, validatorOf('jws', Promise.resolve(facts)))).toBe('validated')
    const late = Promise.resolve(deny('signature_invalid', ''))
    expect(await codeFor(jws, validatorOf('jws', late))).toBe('signature_invalid')
  })

  test('a refusal is handed on as it is', async () => {
    const denial = deny('token_expired', 'It expired')
    const refusing = validatorOf('jws', denial)
    const result = await validateToken(jws, new TokenDigest(jws), [refusing])
    expect(result).toStrictEqual(deny('token_expired', 'It expired'))
  })

  test('what a validator throws is not hidden', async () => {
    const failing = { accepts: () => true, validate: () => Promise.reject(new Error('down')) }
    await expect(codeFor(jws, failing)).rejects.toThrow('down')
  })
})

describe('a token that was found good before', () => {
  /** A validator that counts, and whose tokens hold as long as told. */
  function counting(extra: Partial<TokenFacts> = { holds: () => true }) {
    const validator = validatorOf('jws')
    const validate = () => {
      validator.seen.push({ kind: 'jwe' })
      return { ...facts, ...extra }
    }
    return { ...validator, validate }
  }

  const ask = (
    validator: TokenValidator,
    known: ValidatedTokens | undefined,
    token = jws,
  ): Promise<unknown> =>
    Promise.resolve(validateToken(token, new TokenDigest(token), [validator], known)).then(
      (result) => (isDenial(result) ? result.code : 'validated'),
    )

  test('is not validated again while that holds', async () => {
    const [validator, known] = [counting(), new BoundedCache<ValidatedToken>(10)]
    for (let times = 0; times < 3; times++) expect(await ask(validator, known)).toBe('validated')
    expect(validator.seen).toHaveLength(1)
  })

  test('is kept by its whole text: one more character is another token', async () => {
    const [validator, known] = [counting(), new BoundedCache<ValidatedToken>(10)]
    await ask(validator, known)
    expect(await ask(validator, known, `${jws}.more`)).toBe('token_malformed')
    await ask(validator, known, `${jws}A`)
    expect(validator.seen).toHaveLength(2)
  })

  test('is validated again as soon as it no longer holds', async () => {
    let holds = true
    const validator = counting({ holds: () => holds })
    const known = new BoundedCache<ValidatedToken>(10)
    await ask(validator, known)
    holds = false
    await ask(validator, known)
    await ask(validator, known)
    expect(validator.seen).toHaveLength(3)
    holds = true
    await ask(validator, known)
    expect(validator.seen).toHaveLength(3)
  })

  test('is not kept where nobody can tell how long it holds, nor without a cache', async () => {
    const known = new BoundedCache<ValidatedToken>(10)
    const endless = counting({})
    for (let times = 0; times < 3; times++) await ask(endless, known)
    expect([endless.seen.length, known.size]).toEqual([3, 0])
    const uncached = counting()
    for (let times = 0; times < 3; times++) await ask(uncached, undefined)
    expect(uncached.seen).toHaveLength(3)
  })

  test('is not kept when it was refused', async () => {
    const known = new BoundedCache<ValidatedToken>(10)
    const refusing = validatorOf('jws', deny('token_expired', ''))
    expect(await ask(refusing, known)).toBe('token_expired')
    expect(await ask(counting(), known)).toBe('validated')
  })

  test.each([true, false])(
    '[R48] is confirmed each time where that is asked for (kept: %s)',
    async (kept) => {
      const known = kept ? new BoundedCache<ValidatedToken>(10) : undefined
      const answers = [undefined, deny('token_inactive', ''), undefined]
      const asked: string[] = []
      const confirm = (token: string) => {
        asked.push(token)
        return Promise.resolve(answers.shift())
      }
      const validator = counting({ holds: () => true, confirm })
      const results = [
        await ask(validator, known),
        await ask(validator, known),
        await ask(validator, known),
      ]
      expect(results).toEqual(['validated', 'token_inactive', 'validated'])
      expect(asked).toEqual([jws, jws, jws])
      expect(validator.seen).toHaveLength(kept ? 1 : 3)
    },
  )
})

test('a token with everything at hand is judged without a turn of the event loop', () => {
  expect(validateToken(jws, new TokenDigest(jws), [validatorOf('jws')])).toMatchObject(facts)
})
