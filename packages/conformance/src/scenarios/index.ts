import type { Scenario } from '../scenario.js'
import { authorization } from './authorization.js'
import { certificates } from './certificates.js'
import { credentials } from './credentials.js'
import { delegation } from './delegation.js'
import { dpop } from './dpop.js'
import { issuers } from './issuers.js'
import { jwt } from './jwt.js'
import { metadata } from './metadata.js'
import { outage } from './outage.js'
import { reference } from './reference.js'
import { stepUp } from './step-up.js'

/** Everything that can be seen on the wire, for every binding alike. */
export const scenarios: readonly Scenario[] = [
  ...credentials,
  ...jwt,
  ...issuers,
  ...authorization,
  ...stepUp,
  ...delegation,
  ...reference,
  ...dpop,
  ...certificates,
  ...metadata,
  ...outage,
]
