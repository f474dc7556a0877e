import { may, must, outOfScope, section, should } from '../requirement.js'

/** How a bearer token travels, and the errors that answer it. */
export const bearer = section('proved', {
  R12: must(
    'RFC 6750 §2.1',
    'A token in the Authorization header is taken, by default only there.',
  ),
  R13: must(
    'RFC 6750 §2, §3.1',
    'A token sent in more than one way, or in a repeated parameter, is 400 invalid_request.',
  ),
  R14: must('RFC 6750 §2.2', 'A token in the body is refused: there is no opt-in.'),
  R15: may('RFC 6750 §2.3', 'A token in the query is refused: there is no opt-in.'),
  R16: must(
    'RFC 6750 §3',
    'A Bearer challenge carries at least one parameter: the scheme alone is no valid challenge.',
  ),
  R17: must(
    'RFC 6750 §3',
    'realm, scope, error, error_description and error_uri occur at most once each.',
  ),
  R18: must(
    'RFC 6750 §3',
    'A scope value holds scope characters only, with single spaces between the tokens.',
  ),
  R19: must(
    'RFC 6750 §3',
    'error and error_description hold plain ASCII without quotes, never text of others.',
  ),
  R20: must('RFC 6750 §3', 'error_uri, if sent, holds characters of a URI only.'),
  R21: should('RFC 6750 §3', 'A token that was presented and failed is answered with an error.'),
  R22: must(
    'RFC 6750 §3.1',
    'invalid_request is 400, invalid_token 401, insufficient_scope 403 with the scope needed.',
  ),
  R23: should(
    'RFC 6750 §3.1',
    'Without credentials, or with a scheme not taken here, the challenge carries no error.',
  ),
  R24: must(
    'RFC 6750 §5.2; RFC 9700 §4.13',
    'Tokens travel over TLS, also between the terminator and the application.',
    outOfScope('TLS belongs to the deployment; the guard sees a request after it'),
  ),
  R25: must('RFC 6750 §5.3', 'A token in a cookie is refused: there is no opt-in.'),
})
