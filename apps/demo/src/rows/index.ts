import { forgedTokens } from './forged-tokens.js'
import { goodTokens } from './good-tokens.js'
import { noToken } from './no-token.js'
import { outage } from './outage.js'
import { permissions } from './permissions.js'
import { presentation } from './presentation.js'
import type { Row } from './row.js'
import { wrongTokens } from './wrong-tokens.js'

/** Every row of the demo, in the order of the table. */
export const rows: readonly Row[] = [
  ...noToken,
  ...goodTokens,
  ...permissions,
  ...presentation,
  ...wrongTokens,
  ...forgedTokens,
  ...outage,
]
