/** The authorities that tokens come from. The other one is stopped and started again meanwhile. */
export type Source =
  | 'the authority'
  | 'the other authority'
  | 'the other authority, restarted'
  | 'the TLS authority'

/**
 * What the world goes through, in this order. When an issuer is back, an API may need a while to notice:
 * rows of that stage have patience, and once they are through every API has noticed.
 */
export const stages = [
  'all running',
  'issuer down',
  'issuer back',
  'issuer known again',
  'after expiry',
] as const

export type Stage = (typeof stages)[number]
