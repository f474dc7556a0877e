import { must, outOfScope, section, should } from '../requirement.js'

const draft = 'draft-ietf-oauth-status-list'
const reason = 'status lists are no capability here: introspection is how a revocation is seen'

/** Revocation through a published list. */
export const statusList = section(outOfScope(reason), {
  R180: must(draft, 'The status is read only of a token that is valid otherwise.'),
  R181: must(draft, 'The list is fetched under limits of time, size and address.'),
  R182: must(draft, 'The list is a signed JWT of its own type, for this address and in its time.'),
  R183: must(draft, 'The list is inflated under a hard limit and read from the lowest bit.'),
  R184: must(draft, 'An index out of range refuses the token.'),
  R185: must(draft, 'Any status but valid refuses the token.'),
  R186: should(draft, 'A list that cannot be had refuses the token.'),
})
