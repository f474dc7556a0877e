import { must, product, section, should } from '../requirement.js'

const bis = 'draft-ietf-oauth-rfc8725bis'

/** Best current practice for JWTs. */
export const jwtPractice = section('proved', {
  R43: must(
    'RFC 8725 §3.1',
    'alg is one of the algorithms allowed here, and no default among them is a MAC or none.',
  ),
  R44: must(
    'RFC 8725 §3.1',
    'A key serves one algorithm: the alg it names, of the type and curve it has.',
  ),
  R45: must(
    bis,
    'Algorithms are allowed by name; nothing passes for not being on a list of bad ones.',
  ),
  R46: must('RFC 8725 §3.2', 'No option lets alg none in.'),
  R47: should(bis, 'Fully specified names such as Ed25519 are known; EdDSA stands for one curve.'),
  R48: must('RFC 8725 §3.3', 'One failed cryptographic step refuses the whole token.'),
  R49: must(
    bis,
    'A token encrypted to a public key of ours is never taken for an authenticated one.',
  ),
  R50: must('RFC 8725 §3.4', 'A key whose point is not on its curve is not used.'),
  R51: must(
    'RFC 8725 §3.5',
    'MAC algorithms cannot be configured, so no password can serve as a key.',
  ),
  R52: should('RFC 8725 §3.6', 'A header with zip is refused: nothing is inflated.'),
  R53: must(
    'RFC 8725 §3.8',
    'A key verifies tokens of the issuer that published it and of no other.',
  ),
  R54: must('RFC 8725 §3.8', 'A subject is given together with the issuer that makes it unique.'),
  R55: must('RFC 8725 §3.9', 'The audience is always checked: a token without aud is refused.'),
  R56: must(
    'RFC 8725 §3.10',
    'kid is never used as a path, a query, a URL or, as it came, in a line of the log.',
  ),
  R57: must('RFC 8725 §3.10', 'jku, x5u, jwk and x5c in the header of a token never select a key.'),
  R58: should(
    'RFC 8725 §3.11, §3.12',
    'A JWT made for another purpose, such as a logout token or a DPoP proof, is no access token.',
  ),
  R59: must(bis, 'A token has the characters of the compact form only; the JSON form is refused.'),
  R60: should(bis, 'Password-based encryption is refused without a single iteration.'),
  R61: product(
    'RFC 8725 §3.6',
    'Size is bounded before decoding; depth and number of members while decoding.',
  ),
})
