import { must, product, section, should } from '../requirement.js'

/** Signatures, keys and claims: the base of every JWT. */
export const jose = section('proved', {
  R26: must(
    'RFC 7515 §5.2',
    'A compact JWS has three strict base64url parts; header and payload are UTF-8 JSON objects.',
  ),
  R27: must(
    'RFC 7515 §4, §10.12',
    'A header with a duplicate member, or with bytes after its JSON, is refused.',
  ),
  R28: must(
    'RFC 7515 §4.1.11',
    'crit lists understood, present, unregistered names, each once; else the token is invalid.',
  ),
  R29: must('RFC 7797 §6, §7', 'A JWT with b64 false, or with b64 outside crit, is refused.'),
  R30: must('RFC 7515 §4.1.1', 'alg is case-sensitive: None and rs256 are no known algorithms.'),
  R31: must(
    'RFC 7515 §4.1.4',
    'kid is a case-sensitive string and a hint; another type is refused.',
  ),
  R32: must(
    'RFC 7515 §4.1.9',
    'typ is a media type: compared without case, with application/ implied where there is no slash.',
  ),
  R33: must('RFC 7515 §10.6', 'The digest inside a PKCS #1 signature is the one that alg names.'),
  R34: must(
    'RFC 7517 §5',
    'Unknown or broken keys of a key set are passed over one by one and cost no good key.',
  ),
  R35: should(
    'RFC 7517 §4.2–4.5',
    'use, key_ops and alg of a key are honoured; a published private key is dropped.',
  ),
  R36: must(
    'RFC 7519 §4.1.1, §7.3',
    'iss is compared code point by code point, without any normalisation.',
  ),
  R37: must(
    'RFC 7519 §4.1.3',
    'aud is a string or an array of strings that names us; anything else is refused.',
  ),
  R38: must(
    'RFC 7519 §4.1.4',
    'exp is a number and strictly after now, with a small, bounded tolerance.',
  ),
  R39: must('RFC 7519 §4.1.5', 'nbf, if there, is a number and not after now, with the tolerance.'),
  R40: product(
    'RFC 7519 §4.1.6',
    'iat, if there, is a sane number: not negative, not endless, not far ahead of now.',
  ),
  R41: must('RFC 7519 §4', 'Unknown claims are ignored; duplicate claim names are refused.'),
  R42: must('RFC 7519 §5.2, §7.2', 'A nested or encrypted JWT is refused, never half validated.'),
})
