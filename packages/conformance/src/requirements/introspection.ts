import { must, product, section, should } from '../requirement.js'

/** Reference tokens, asked about at the authorization server. */
export const introspection = section('proved', {
  R75: must('RFC 7662 §2.1', 'The token goes in the form body of a POST, never in a URL.'),
  R76: must(
    'RFC 7662 §2.1',
    'The call is authenticated; basic credentials are form-encoded first.',
  ),
  R77: must('RFC 7662 §2.2', 'A token is active only if active is the JSON boolean true.'),
  R78: must(
    'RFC 7662 §2.2',
    'Of an inactive token nothing else is read; the answer is 401 invalid_token.',
  ),
  R79: must(
    'RFC 7662 §2.3',
    'A 4xx of the endpoint is our own trouble: 503 and a line in the log, never invalid_token.',
  ),
  R80: must(
    'RFC 7662 §4; RFC 8705 §5',
    'The certificate of the endpoint is verified; with mutual TLS its alias endpoint is used.',
  ),
  R81: must(
    'RFC 7662 §2.2',
    'exp, nbf, iss, aud, scope, cnf and client_id of an answer are checked as those of a JWT.',
  ),
  R82: must('RFC 7662 §4', 'A cached answer lives briefly and never longer than the token.'),
  R83: product(
    'RFC 9700 §4.9.3',
    'A cache key is made of issuer, endpoint, client and a digest, never of the token itself.',
  ),
  R84: product(
    'RFC 7662 §4',
    'A flood of unknown tokens does not become a flood at the authorization server: answers are kept, calls joined and bounded. How much one source may send is up to the proxy in front, which sees every node.',
  ),
  R85: product(
    'RFC 7662 §2.2',
    'An endpoint that fails, is late or talks nonsense is 503, and nothing of it is cached.',
  ),
  R86: product('RFC 7662 §4', 'A cache hit is judged against the clock again.'),
  R87: should('RFC 7662 §2.2', 'No answer is shared between two resource server identities.'),
})

/** The same answer as a signed JWT. */
export const signedIntrospection = section('proved', {
  R88: must('RFC 9701 §4', 'The request asks for application/token-introspection+jwt.'),
  R89: must(
    'RFC 9701 §5',
    'Content type, typ, iss, aud, iat and token_introspection of the answer are as demanded.',
  ),
  R90: must(
    'RFC 9701 §5',
    'The signature of the answer verifies with a key of the issuer. One that is encrypted is refused: there is no key to give to the issuer for that.',
  ),
  R91: must('RFC 9701 §8.1', 'An introspection answer is never taken for an access token.'),
  R92: product('RFC 9701 §8.1', 'Where signed answers are configured, a plain one is refused.'),
  R93: must('RFC 9701 §8.1', 'An answer with an old iat is refused: it could be a replay.'),
})
