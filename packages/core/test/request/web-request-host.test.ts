import { createTestIssuer } from '@portcullis/testing'
import { expect, test } from 'vitest'
import { fromWebRequest } from '../../src/index.js'
import { codeOf, guardFor } from '../support/guard.js'
import { createHolder } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)

test('[R104] a Fetch Request without Host has that of its URL', () => {
  const request = new Request('https://API.example.com:8443/items')
  expect(fromWebRequest(request).header('host')).toEqual(['api.example.com:8443'])
  const told = new Request('https://internal/items', { headers: { host: 'api.example.com' } })
  expect(fromWebRequest(told).header('host')).toEqual(['api.example.com'])
})

test('[R102, R103] so a proof for it passes, and one for another host does not', async () => {
  const token = await holder.token()
  const present = async (url: string, htu: string) => {
    const headers = { authorization: `DPoP ${token}`, dpop: holder.proof(token, { url: htu }) }
    return codeOf(await guardFor(issuer).protect(fromWebRequest(new Request(url, { headers }))))
  }
  expect(await present('https://api.example.com/items?a=1', 'https://api.example.com/items')).toBe(
    'granted',
  )
  expect(await present('https://api.example.com/café', 'https://api.example.com/café')).toBe(
    'granted',
  )
  expect(await present('https://api.example.com/items', 'https://evil.test/items')).toBe(
    'dpop_url_mismatch',
  )
})

test('[R94] two DPoP lines, which Fetch joins, are two proofs', async () => {
  const token = await holder.token()
  const headers = new Headers({ authorization: `DPoP ${token}` })
  for (let count = 0; count < 2; count++) headers.append('dpop', holder.proof(token))
  const request = new Request('https://api.example.com/items', { headers })
  expect(codeOf(await guardFor(issuer).protect(fromWebRequest(request)))).toBe(
    'dpop_proof_repeated',
  )
})
