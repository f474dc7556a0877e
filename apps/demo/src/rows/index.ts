import { hasRedis } from '../redis.js'
import { certificateRows } from './certificates.js'
import { forgedTokens } from './forged-tokens.js'
import { goodTokens } from './good-tokens.js'
import { localApiRows } from './local-api.js'
import { matrix } from './matrix.js'
import { metadataRows } from './metadata.js'
import { noToken } from './no-token.js'
import { nodesRows } from './nodes.js'
import { outage } from './outage.js'
import { permissions } from './permissions.js'
import { presentation } from './presentation.js'
import { proofRows } from './proofs.js'
import { referenceTokens } from './reference-tokens.js'
import type { Row } from './row.js'
import { stepUpRows } from './step-up.js'
import { strictRows } from './strict.js'
import { wrongTokens } from './wrong-tokens.js'

/** Every row of the demo, in the order of the table. */
export const rows: readonly Row[] = [
  ...noToken,
  ...metadataRows,
  ...goodTokens,
  ...permissions,
  ...stepUpRows,
  ...presentation,
  ...wrongTokens,
  ...forgedTokens,
  ...referenceTokens,
  ...proofRows,
  ...strictRows,
  ...(hasRedis ? nodesRows : []),
  ...certificateRows,
  ...localApiRows,
  ...matrix,
  ...outage,
]
