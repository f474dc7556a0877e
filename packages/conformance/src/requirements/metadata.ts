import { may, must, product, section, should } from '../requirement.js'

/** The document that says how this resource is protected. */
export const metadata = section('proved', {
  R156: must('RFC 9728 §1.2', 'resource is an https URL without fragment.'),
  R157: must('RFC 9728 §2', 'The document has resource, and the optional members as defined.'),
  R158: must(
    'RFC 9728 §3',
    'The well-known part goes between host and path, after a slash at the end is gone.',
  ),
  R159: must('RFC 9728 §3.2', 'It is served as application/json, without empty members.'),
  R160: must('RFC 9728 §3.3', 'resource is identical to the identifier that its URL is made of.'),
  R161: must('RFC 9728 §5.1', 'Every 401 names the absolute URL of the document.'),
  R162: may('RFC 9728 §5.2', 'A new challenge may announce changed metadata.'),
  R163: must('RFC 9728 §2.2', 'Signed metadata is signed whole, or not offered.'),
  R164: must('RFC 9728 §6', 'Strings are compared code point by code point.'),
  R165: should(
    'RFC 9728 §7.10',
    'The document is cacheable, readable by any origin, free of tokens.',
  ),
  R166: product('RFC 9728 §7.4', 'resource is configuration and never made of the Host field.'),
  R167: product('RFC 9728 §2', 'What is published is what the guard enforces.'),
  R168: may('RFC 9728 §7.2', 'Only scopes that may be disclosed are listed.'),
})
