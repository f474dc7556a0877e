import { may, must, offTheWire, product, section, should } from '../requirement.js'

/** How a DPoP-bound token is used, refused, and kept from being used twice. */
export const dpopUse = section('proved', {
  R109: must('RFC 9449 §6', 'Whether a token is bound is read from its validated cnf alone.'),
  R110: must('RFC 9449 §6.2', 'The binding is checked here, also after introspection.'),
  R111: must('RFC 9449 §7.1', 'Under the scheme DPoP an unbound token is refused.'),
  R112: must('RFC 9449 §7.2', 'Under the scheme Bearer a DPoP-bound token is 401 invalid_token.'),
  R113: must(
    'RFC 9449 §7.1',
    'A failure is a DPoP challenge with the error of its kind, and lists algs.',
  ),
  R114: must(
    'RFC 9449 §7.2',
    'Without credentials both schemes are offered; an error goes to the scheme that was used.',
  ),
  R115: must('RFC 9449 §7.1', 'DPoP is never used towards a proxy.'),
  R116: must(
    'RFC 9449 §8, §9',
    'A missing or stale nonce is 401 use_dpop_nonce with one fresh, unpredictable DPoP-Nonce.',
  ),
  R117: may(
    'RFC 9449 §8.2',
    'A new nonce may come with a success; the previous one lives on a while.',
  ),
  R118: must('RFC 9449 §9', 'Nonces of other servers are not ours.'),
  R119: must('RFC 9449 §11.3', 'Once nonces are demanded, a proof without one is not accepted.'),
  R120: must('RFC 9449 §11.1', 'A jti is used once for a URI within the window, over all nodes.'),
  R121: product(
    'RFC 9449 §11.1',
    'The replay key includes the key of the client, and is written after every other check.',
  ),
  R122: must(
    'RFC 9449 §11.1',
    'The replay store is bounded; full or out of reach, it lets nothing through.',
  ),
  R123: should('RFC 9449 §11.2', 'Where tokens live long, nonces can be demanded.'),
  R124: offTheWire(
    'It asks for a sentence in the guide, and a test reads the guide.',
    may('RFC 9449 §11.7', 'That a proof does not cover the body is documented.'),
  ),
})
