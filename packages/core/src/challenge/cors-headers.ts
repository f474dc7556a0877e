/**
 * What a browser needs to know of a guarded API, for whoever answers its preflights: header fields that a
 * page may send, those that it may read (RFC 9449 §7.1, §8), and for how long it need not ask again.
 */
export const corsHeaders = Object.freeze({
  /** For `Access-Control-Allow-Headers`, beside your own, such as `Content-Type`. */
  allow: Object.freeze(['Authorization', 'DPoP'] as const),
  /** For `Access-Control-Expose-Headers`, beside your own. */
  expose: Object.freeze(['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After'] as const),
  /** For `Access-Control-Max-Age`. */
  maxAgeSeconds: 600,
})
