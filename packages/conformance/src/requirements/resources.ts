import { may, must, section, should } from '../requirement.js'

/** Discovery of an issuer. */
export const discovery = section('proved', {
  R174: must(
    'RFC 8414 §3.3; OpenID Connect Discovery §4.3',
    'Metadata whose issuer is not the one asked for is not used at all.',
  ),
  R175: must(
    'RFC 8414 §3.1, §5',
    'Metadata of an issuer with a path is found in the inserted form and in the appended one.',
  ),
  R176: must('RFC 8414 §2', 'jwks_uri is https off loopback, and no redirect leads elsewhere.'),
})

/** Resource indicators, rich authorization and token exchange. */
export const resources = section('proved', {
  R169: must('RFC 8707 §2', 'A resource identifier is an absolute URI without fragment.'),
  R170: should('RFC 8707 §3', 'With tenants the audience names the tenant of the request.'),
  R171: must('RFC 9396 §9', 'authorization_details is read from both kinds of token.', 'proved'),
  R172: must('RFC 9396 §12', 'Its strings are compared without normalisation.', 'proved'),
  R173: must('RFC 9396 §2, §9', 'An unknown or malformed entry grants nothing.', 'proved'),
  R177: must('RFC 8693 §4.1', 'Only the outermost act counts; nested ones are history.', 'proved'),
  R178: must('RFC 8693 §4.1, §4.4', 'Times and audience inside act mean nothing.', 'proved'),
  R179: may('RFC 8693 §4.2, §4.3', 'scope and client_id mean what they mean elsewhere.', 'proved'),
})
