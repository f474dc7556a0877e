import { outOfScope, planned, product, section } from '../requirement.js'

const encrypted = planned('encrypted tokens: refused whole until they are a capability')
const introspection = planned('introspection of reference tokens')
const dpop = planned('DPoP')
const forwarded = planned('certificates forwarded by a proxy')

/** Attacks; the source of each is the list of rules that stop it. */
export const attacks = section('proved', {
  A1: product('R30 R43 R45 R46 R63', 'alg none in any spelling, or an empty signature.'),
  A2: product('R43 R44', 'A public key used as the secret of a MAC.'),
  A3: product('R57', 'A key embedded in the header of the token.'),
  A4: product(
    'R57 R176 R181',
    'A URL in a token or in metadata that makes the server fetch from within.',
  ),
  A5: product('R31 R56', 'A kid that is a path, a query, a prototype key or a line of the log.'),
  A6: product('R58 R62 R72 R91', 'A JWT of another purpose sent as an access token.'),
  A7: product('R28 R29', 'crit with an unknown extension, b64 false, or b64 unprotected.'),
  A8: product('R26 R27 R41 R59', 'Duplicate members, bytes at the end, or the JSON form of a JWS.'),
  A9: product('R2 R3 R4 R13 C3', 'Two credentials, joined ones, or a scheme smuggled in.'),
  A10: product('R40 R61 R95 R122', 'A token of endless size, dots, depth or numbers.'),
  A11: product('R52 R60 R183 R34', 'Bombs of compression, iterations or key sets.', encrypted),
  A12: product('R42 R49', 'A token encrypted to our key instead of signed.', encrypted),
  A13: product('R120 R121 R122', 'A proof replayed, also on another node.', dpop),
  A14: product('R121 R122', "A victim's jti used up, or the replay store filled.", dpop),
  A15: product('R102 R103 R104', 'An htu that looks alike and is another.', dpop),
  A16: product('R104 R166', 'A forged Host that moves htu or metadata.', dpop),
  A17: product('R107', 'A proof made for another token of the same key.', dpop),
  A18: product('R98 R100', 'A private or a symmetric key in a proof.', dpop),
  A19: product(
    'R111 R112 R127 R131',
    'A bound token without its proof, or an unbound one with a proof.',
    planned('DPoP and certificate-bound tokens'),
  ),
  A20: product('R118 R119', 'A nonce left out, or one of another server.', dpop),
  A21: product('R136 R137 R139 R141 R191', 'A certificate header from a stranger.', forwarded),
  A22: product('R126 R132 R143 R149', 'A certificate that decodes in two ways.', forwarded),
  A23: product('R53 R56', 'A flood of unknown kids that forces key fetches.'),
  A24: product('R34 R85 C8', 'Keys that are late, garbage, empty or out of reach.'),
  A25: product('R84 R85', 'A flood of unknown reference tokens.', introspection),
  A26: product(
    'R53 R83 R87',
    'A cache poisoned across issuers, audiences or policies.',
    introspection,
  ),
  A27: product('R82 R86', 'A cached answer that outlives its token.', introspection),
  A28: product('R36 R53 R66 R174', 'A token of one issuer that passes as one of another.'),
  A29: product('R55 R67 R170 R188', 'A token for another audience, or for none.'),
  A30: product('R80 R89 R92', 'A signed answer replaced by a plain one.', introspection),
  A31: product('R192', 'A client assertion made for an attacker.', introspection),
  A32: product(
    'R53 R204',
    'A token of a malicious issuer for an honest user.',
    planned('the fapi2 profile'),
  ),
  A33: product(
    'R54 R74',
    'A client whose subject equals that of a user.',
    planned('complete when reference tokens tell who acts as well'),
  ),
  A34: product('R177 R178', 'A nested act taken for a permission.', planned('delegation')),
  A35: product(
    'R173',
    'An authorization detail that matches in part.',
    planned('rich authorization'),
  ),
  A36: product('R18 R19 R20', 'A challenge or a response split by text of others.'),
  A37: product(
    'R118 R136',
    'A secret learnt from the time of a comparison.',
    planned('DPoP nonces'),
  ),
  A38: product('R189 R75', 'A token found in a log or in the body of an error.'),
  A39: product('R155', 'A policy learnt without a valid token.', planned('step-up')),
  A40: product('R38 R39 R40 R106 R154', 'A game with clocks and numbers of time.'),
  A41: product('R9 R22 C8', 'A wrong status that sends clients into refresh loops.'),
  A42: product('R10 R165', 'A preflight blocked, or credentials answered to any origin.'),
  A43: product('R219', 'DNS rebinding against a local API.'),
  A44: product(
    'R207 R209',
    'A message whose signature was stripped, aged or moved.',
    outOfScope('HTTP message signatures cover messages, not access tokens'),
  ),
})
