// #region cache
import { describeIntrospectionCache } from '@portcullis/testing/contracts'
import { describe, test } from 'vitest'

// #endregion
declare const client: unknown
declare function myIntrospectionCache(
  client: unknown,
): import('@portcullis/core').IntrospectionCache

// #region cache
describeIntrospectionCache({ describe, test }, 'my cache', () => myIntrospectionCache(client))
// #endregion
