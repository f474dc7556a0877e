import { may, must, offTheWire, product, section, should } from '../requirement.js'

/** Tokens bound to a client certificate. */
export const mtls = section('proved', {
  R125: must('RFC 8705 §3', 'The certificate of the connection is compared on every request.'),
  R126: must('RFC 8705 §3.1', 'x5t#S256 is the base64url SHA-256 of the DER of the leaf.'),
  R127: must('RFC 8705 §3', 'No certificate, or another one, is 401 invalid_token.'),
  R128: must('RFC 8705 §3.2', 'The cnf of an introspection answer is checked alike.'),
  R129: may('RFC 8705 §6.2', 'The chain needs no validation here; trust in it is an option.'),
  R130: offTheWire(
    'It asks for words in the guide and in the log. That another certificate is refused is R127.',
    may('RFC 8705 §6.3', 'That a renewed certificate ends older tokens is documented.'),
  ),
  R131: product(
    'RFC 7800 §3.1',
    'A token with both bindings needs both; a cnf with none that we verify is refused.',
  ),
  R132: should('RFC 8705 §7.5', 'Certificates are read by a real parser, under a size limit.'),
  R133: product(
    'RFC 8705 §6.2',
    'The certificate is the one of this socket; an empty one is none.',
  ),
})
