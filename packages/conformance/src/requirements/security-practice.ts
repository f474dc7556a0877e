import { must, section, should } from '../requirement.js'

/** Best current practice for OAuth, and OAuth 2.1. */
export const securityPractice = section('proved', {
  R187: should(
    'RFC 9700 §2.2.1',
    'Sender constraint is offered, and a mode that refuses plain bearer tokens.',
  ),
  R188: must('RFC 9700 §2.3', 'Every request is judged: the right audience, the right to act.'),
  R189: must('RFC 9700 §4.9.3', 'A token is in no log, no error, no label and no plain store.'),
  R190: must('RFC 9700 §4.10.1', 'A proof of possession cannot be replayed.'),
  R191: must('RFC 9700 §4.13', 'A proxy in front strips security headers from outside.'),
  R192: must(
    'draft-ietf-oauth-security-topics-update',
    'A client assertion is made for the issuer and for no URL taken from metadata.',
  ),
  R193: must('OAuth 2.1 §5', 'Expiry, scope and resource of a token are validated.'),
  R194: must('OAuth 2.1 §5', 'A token in the query is never used.'),
  R195: must('OAuth 2.1 §5', 'Bearer is compared without case; https everywhere off loopback.'),
})
