import { must, product, section, should } from '../requirement.js'

/** What a DPoP proof is, and what it is compared with. */
export const dpopProof = section('proved', {
  R94: must('RFC 9449 §4.3 (1)', 'There is exactly one DPoP field, with one value.'),
  R95: must('RFC 9449 §4.3 (2)', 'Its value is one compact JWS of bounded size.'),
  R96: must(
    'RFC 9449 §4.3 (3), §4.2',
    'jti, htm, htu and iat are there with the right types; members we do not know are ignored.',
  ),
  R97: must('RFC 9449 §4.3 (4), §11.5', 'typ is dpop+jwt.'),
  R98: must('RFC 9449 §4.3 (5), §11.6', 'alg is asymmetric and allowed here.'),
  R99: must('RFC 9449 §4.3 (6)', 'The signature verifies with the jwk in the header of the proof.'),
  R100: must('RFC 9449 §4.3 (7)', 'The jwk holds no private member.'),
  R101: must('RFC 9449 §4.3 (8)', 'htm equals the method, with regard to case.'),
  R102: must(
    'RFC 9449 §4.3 (9)',
    'htu equals the URI of the request; query and fragment count on neither side.',
  ),
  R103: should(
    'RFC 9449 §4.3',
    'Both are normalised by syntax and scheme before they are compared.',
  ),
  R104: product(
    'RFC 9449 §4.3; RFC 3986 §6.2',
    'The URI comes from the configured origin and the raw path, never from an unverified Host.',
  ),
  R105: must(
    'RFC 9449 §4.3 (10), §9',
    'A nonce that we demand is one that we issued and still honour.',
  ),
  R106: must('RFC 9449 §4.3 (11), §11.1', 'A proof was made within a short window around now.'),
  R107: must(
    'RFC 9449 §4.3 (12a), §7',
    'ath is there and is the digest of this very access token.',
  ),
  R108: must('RFC 9449 §4.3 (12b), §6', 'The thumbprint of the jwk equals cnf.jkt of the token.'),
})
