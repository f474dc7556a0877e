export type { CertificateSource, CertificateTrust, SharedSecret } from './certificate-source.js'
export { tlsCertificate } from './certificate-source.js'
export { ClientCertificates } from './client-certificates.js'
export type { HeaderSourceOptions } from './header-source.js'
export {
  alb,
  albPassthrough,
  azure,
  clientCertHeader,
  customCertificate,
  gcp,
  gcpFingerprint,
  haproxy,
  nginx,
  traefik,
  xForwardedClientCert,
} from './header-sources.js'
