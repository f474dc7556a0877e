export type { CertificateSource, CertificateTrust } from './certificate-source.js'
export { tlsCertificate } from './certificate-source.js'
export { ClientCertificates } from './client-certificates.js'
export {
  alb,
  azure,
  clientCertHeader,
  customCertificate,
  gcp,
  type HeaderSourceOptions,
  haproxy,
  nginx,
  traefik,
  xForwardedClientCert,
} from './header-sources.js'
