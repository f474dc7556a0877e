import { must, product, section, should } from '../requirement.js'

/** HTTP authentication syntax. */
export const http = section('proved', {
  R1: must('RFC 9110 §11.1', 'The name of a scheme is compared without regard to case.'),
  R2: product(
    'RFC 9110 §11.6.2, §5.5; RFC 9449 §7.2',
    'Authorization is one value: two lines or a joined pair are 400, and neither is used.',
  ),
  R3: product(
    'RFC 9110 §5.2',
    'Duplicate fields are seen as they were sent, however the platform hides or joins them.',
  ),
  R4: must(
    'RFC 9110 §11.2; RFC 6750 §2.1',
    'Credentials are a scheme, spaces and one b64token; any other byte makes them malformed.',
  ),
  R5: must('RFC 9110 §11.6.1', 'Every 401 carries at least one challenge.'),
  R6: must('RFC 9110 §11.2', 'A parameter name occurs once in a challenge, whatever its case.'),
  R7: must('RFC 9110 §11.5', 'A realm is always written as a quoted string.'),
  R8: should('RFC 9110 §11.6.1', 'Several challenges go out as one field line each.'),
  R9: should(
    'RFC 9110 §11.4',
    'Missing or invalid credentials are 401; valid ones that do not suffice are 403.',
  ),
  R10: product(
    'Fetch, CORS preflight; RFC 9449 §7.1, §8',
    'A CORS preflight passes the guard: it carries no credentials by design.',
  ),
  R11: product(
    'RFC 9111 §3.5',
    'Refusals are not cacheable, and the guard makes no authorized answer publicly cacheable.',
  ),
})
