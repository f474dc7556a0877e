import { createResourceServer, haproxy, nginx, xForwardedClientCert } from '@portcullis/core'

declare const proxySecret: string

const common = { issuer: 'https://identity.example.com', audience: 'api1' } as const

// #region tls
export const direct = createResourceServer({ ...common, mtls: 'allowed' })
// #endregion

// #region nginx
export const behindNginx = createResourceServer({
  ...common,
  publicUrl: 'https://api.example.com',
  mtls: { mode: 'allowed', certificateFrom: nginx() },
  trustedProxies: ['10.0.0.0/8'],
})
// #endregion

// #region haproxy
export const behindHaproxy = createResourceServer({
  ...common,
  publicUrl: 'https://api.example.com',
  mtls: { mode: 'allowed', certificateFrom: haproxy() },
  trustedProxies: ['10.0.0.5'],
})
// #endregion

// #region secret
export const behindMesh = createResourceServer({
  ...common,
  mtls: {
    mode: 'required',
    certificateFrom: xForwardedClientCert({
      sharedSecret: { header: 'X-Proxy-Secret', secret: proxySecret }, // 32 characters or more
    }),
  },
})
// #endregion
