// #region inProcess
import { createTestIssuer, tokenDefects } from '@portcullis/testing'

const issuer = await createTestIssuer({ algorithms: ['ES256', 'RS256'] })
// give `issuer.issuer`, `issuer.fetch` and `issuer.clock` to the code under test
const good = await issuer.token({ claims: { scope: 'api1.read api1.write' } })
const bad = await issuer.token({ defect: 'tampered-payload' }) // loop over `tokenDefects` for all
issuer.clock.advance(301) // seconds: `good` is over
issuer.keys.rotate({ keepOld: false }) // a new key, and the old one is withdrawn
issuer.fault('jwks', { kind: 'status', status: 503 }) // until `issuer.fault('jwks', undefined)`
console.log(issuer.requests.jwks, issuer.requests.log)

// #endregion

export { bad, good, tokenDefects }
