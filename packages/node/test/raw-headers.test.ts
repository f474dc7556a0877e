import { describe, expect, it } from 'vitest'
import { fieldValues } from '../src/raw-headers.js'

const raw = ['Host', 'api', 'Authorization', 'one', 'DPoP', 'proof', 'AUTHORIZATION', 'two']

describe('fieldValues', () => {
  it('gives every value in order, whatever the case of the name [R3]', () => {
    expect(fieldValues(raw, 'authorization')).toEqual(['one', 'two'])
    expect(fieldValues(raw, 'dpop')).toEqual(['proof'])
  })

  it('takes a name for a name and a value for a value', () => {
    expect(fieldValues(['x-first', 'authorization', 'x-second', 'b'], 'authorization')).toEqual([])
  })

  it('gives none for what did not come, and never half a name', () => {
    expect(fieldValues(raw, 'auth')).toEqual([])
    expect(fieldValues([], 'authorization')).toEqual([])
  })

  it.each(['__proto__', 'constructor', 'toString'])('knows nothing of %s', (name) => {
    expect(fieldValues(raw, name)).toEqual([])
  })

  it('keeps an empty value', () => {
    expect(fieldValues(['Authorization', ''], 'authorization')).toEqual([''])
  })
})
