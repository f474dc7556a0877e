/** The authorities that tokens come from. The other one is stopped and started again meanwhile. */
export type Source =
  | 'the authority'
  | 'the other authority'
  | 'the other authority, restarted'
  | 'the TLS authority'

/** What the world goes through, in this order. */
export const stages = ['all running', 'issuer down', 'issuer back', 'after expiry'] as const

export type Stage = (typeof stages)[number]
