import type { Scenario } from '../scenario.js'
import { authorization } from './authorization.js'
import { certificates } from './certificates.js'
import { credentials } from './credentials.js'
import { delegation } from './delegation.js'
import { dpop } from './dpop.js'
import { introspection } from './introspection.js'
import { issuers } from './issuers.js'
import { jwt } from './jwt.js'
import { keys } from './keys.js'
import { metadata } from './metadata.js'
import { outage } from './outage.js'
import { profiles } from './profiles.js'
import { behindProxies } from './proxies.js'
import { reference } from './reference.js'
import { signedIntrospection } from './signed-introspection.js'
import { stepUp } from './step-up.js'
import { ofTenants } from './tenants.js'
import { texts } from './texts.js'
import { twoIssuers } from './two-issuers.js'

/** Everything that can be seen on the wire, for every binding alike. */
export const scenarios: readonly Scenario[] = [
  ...credentials,
  ...jwt,
  ...keys,
  ...issuers,
  ...twoIssuers,
  ...ofTenants,
  ...profiles,
  ...authorization,
  ...stepUp,
  ...delegation,
  ...reference,
  ...introspection,
  ...signedIntrospection,
  ...dpop,
  ...certificates,
  ...behindProxies,
  ...metadata,
  ...texts,
  ...outage,
]
