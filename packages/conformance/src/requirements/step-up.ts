import { may, must, product, section, should } from '../requirement.js'

/** Asking for a stronger or fresher login. */
export const stepUp = section('proved', {
  R151: must(
    'RFC 9470 §3',
    'A login too weak or too old is 401 insufficient_user_authentication, with what would do.',
  ),
  R152: may('RFC 9470 §3', 'The same answer may name the scope, under either scheme.'),
  R153: must(
    'RFC 9470 §6.1, §6.2',
    'acr and auth_time are read from both kinds of token; absent is no.',
  ),
  R154: product('RFC 9470 §3', 'acr is compared exactly; an order comes from the caller alone.'),
  R155: should('RFC 9470 §9', 'The demand is told only to the holder of a valid token.'),
})
