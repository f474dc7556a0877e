import type { Requirement } from './requirement.js'
import { accessToken } from './requirements/access-token.js'
import { attacks } from './requirements/attacks.js'
import { bearer } from './requirements/bearer.js'
import { choices } from './requirements/choices.js'
import { dpopProof } from './requirements/dpop-proof.js'
import { dpopUse } from './requirements/dpop-use.js'
import { fapi, httpSignatures } from './requirements/fapi.js'
import { forwardedCertificate } from './requirements/forwarded-certificate.js'
import { http } from './requirements/http.js'
import { introspection, signedIntrospection } from './requirements/introspection.js'
import { jose } from './requirements/jose.js'
import { jwtPractice } from './requirements/jwt-practice.js'
import { mcp } from './requirements/mcp.js'
import { metadata } from './requirements/metadata.js'
import { mtls } from './requirements/mtls.js'
import { discovery, resources } from './requirements/resources.js'
import { securityPractice } from './requirements/security-practice.js'
import { statusList } from './requirements/status-list.js'
import { stepUp } from './requirements/step-up.js'

/** Everything that a resource server has to do, and how far we are. */
export const requirements: readonly Requirement[] = [
  ...http,
  ...bearer,
  ...jose,
  ...jwtPractice,
  ...accessToken,
  ...introspection,
  ...signedIntrospection,
  ...dpopProof,
  ...dpopUse,
  ...mtls,
  ...forwardedCertificate,
  ...stepUp,
  ...metadata,
  ...resources,
  ...discovery,
  ...statusList,
  ...securityPractice,
  ...fapi,
  ...httpSignatures,
  ...mcp,
  ...attacks,
  ...choices,
]
