import { may, must, outOfScope, planned, section, should } from '../requirement.js'

const profile = 'FAPI 2.0 Security Profile'
const signatures = 'FAPI 2.0 HTTP Signatures'

/** The high-security profile. */
export const fapi = section(planned('the fapi2 profile'), {
  R196: must(`${profile} §5.3.4`, 'A token is taken from the header only.', 'proved'),
  R197: must(`${profile} §5.3.4`, 'Validity, expiry and revocation are verified.', 'proved'),
  R198: must(`${profile} §5.3.4`, 'The right to make this very call is verified.', 'proved'),
  R199: must(
    `${profile} §5.3.4`,
    'A sender constraint is verified; plain bearer tokens are refused.',
    'proved',
  ),
  R200: must(
    `${profile} §5.4`,
    'PS256, ES256 and Ed25519 only, with keys that are long enough.',
    'proved',
  ),
  R201: should(
    `${profile} §5.4`,
    'Among keys of one kid, type, use, algorithm and curve decide.',
    'proved',
  ),
  R202: must(
    `${profile} §5.2`,
    'TLS 1.2 or later with recommended suites.',
    outOfScope('TLS belongs to the deployment'),
  ),
  R203: may(
    `${profile} §5.3`,
    'iat and nbf up to 10 s ahead pass; above 60 s they do not.',
    'proved',
  ),
  R204: should(
    `${profile} §6`,
    'Replay is prevented, and a token belongs to one issuer.',
    'proved',
  ),
  R205: may(
    'FAPI 1.0 Baseline §6.2.1',
    'An interaction id is echoed or made.',
    outOfScope('the application answers the request, and FAPI 2.0 only advises it'),
  ),
  R206: must(
    'FAPI 2.0 Message Signing',
    'Introspection answers are demanded as signed JWTs.',
    'proved',
  ),
})

/** Signed requests and responses. */
export const httpSignatures = section(
  outOfScope('HTTP message signatures cover messages, not access tokens'),
  {
    R207: must(signatures, 'The signature of a request is verified, fresh and covers the token.'),
    R208: must(signatures, 'The response is signed together with what it answers.'),
    R209: must('RFC 9421 §3.2', 'A signature with an unknown key or an uncovered component fails.'),
  },
)
