import { must, section, should } from '../requirement.js'

/** The JWT profile for access tokens. */
export const accessToken = section('proved', {
  R62: must(
    'RFC 9068 §4',
    'typ is at+jwt, with or without application/; a missing one too is refused, presets aside.',
  ),
  R63: must('RFC 9068 §2.1, §4', 'A token is signed; none is refused.'),
  R64: must('RFC 9068 §2.1', 'RS256 is accepted by default.'),
  R65: must(
    'RFC 9068 §2.2',
    'The rfc9068 profile demands iss, exp, aud, sub, client_id, iat and jti.',
  ),
  R66: must('RFC 9068 §4', 'iss is exactly an issuer that is trusted here.'),
  R67: must('RFC 9068 §4', 'aud contains an identifier of this resource server.'),
  R68: must('RFC 9068 §4', 'The signature verifies with a key that the issuer publishes.'),
  R69: must('RFC 9068 §4', 'An encrypted token is refused: no decryption is offered.'),
  R70: must('RFC 9068 §4', 'Whatever fails in a token, the challenge says invalid_token.'),
  R71: should(
    'RFC 9068 §4, §2.2.3',
    'Policies read scope, as a string or an array alike, and claims such as roles and groups.',
  ),
  R72: must('RFC 9068 §5', 'An ID token is never accepted, also where typ is relaxed.'),
  R73: should(
    'RFC 9068 §5',
    'Where an issuer publishes metadata in both forms, issuer and jwks_uri agree.',
  ),
  R74: should(
    'RFC 9068 §5; RFC 9700 §4.15',
    'Whether the subject is the client itself can be told from the token that the guard hands out.',
  ),
})
