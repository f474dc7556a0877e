import { product, section } from '../requirement.js'

/** Our choice where the texts disagree. */
export const choices = section('proved', {
  C1: product(
    'RFC 9068 §2.1; FAPI 2.0 §5.4',
    'RS256 is among the default algorithms; the fapi2 profile takes it out.',
  ),
  C2: product(
    'RFC 6750 §2.3; OAuth 2.1 §5',
    'A token in the query alone is no credential: 401 without error.',
  ),
  C3: product('RFC 6750 §2; RFC 9449 §7.2', 'Two credentials are 400, however they were hidden.'),
  C4: product('RFC 9728 §3.3, §2', 'One resource for each mount point, compared exactly.'),
  C5: product('RFC 9449 §7.1', 'A key that is not the one of the token is invalid_token.'),
  C6: product('RFC 9449 §11.1', 'A proof is good for 60 s, and up to 10 s ahead.'),
  C7: product(
    'RFC 9068 §4',
    'at+jwt is demanded; a preset that relaxes it demands another mark of an access token.',
  ),
  C8: product('RFC 9110 §15.6.4', 'Trouble of our own is 503 with Retry-After, never 401.'),
  C9: product(
    'RFC 7800 §3.1',
    'An unknown member of cnf is ignored beside a verified one, and refused alone.',
  ),
  C10: product('RFC 8705 §6.2', 'The chain of a client certificate is validated only if asked.'),
  C11: product(
    'RFC 9449 §7.1; RFC 6750 §3.1',
    'A doubled field is 400, a bad proof or token 401 with its error, a scheme not taken 401 without.',
  ),
  C12: product(
    'RFC 6750 §3.1',
    'Header and query together, or two header fields, are 400 by default.',
  ),
})
