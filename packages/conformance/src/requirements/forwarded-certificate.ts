import { must, product, section } from '../requirement.js'

/** A client certificate that a proxy in front passes on in a header. */
export const forwardedCertificate = section('proved', {
  R134: must(
    'RFC 9440 §2.2',
    'Client-Cert is one byte sequence; two fields or a list are refused.',
  ),
  R135: must(
    'RFC 9440 §2.3',
    'Client-Cert-Chain comes only with Client-Cert and without the leaf.',
  ),
  R136: must('RFC 9440 §2.4', 'The field is believed from trusted proxies only; off by default.'),
  R137: product(
    'RFC 9440 §4',
    'Header mode without a trust rule does not start; from a stranger the field counts as absent.',
  ),
  R138: must('RFC 9440 §2.4', 'An answer that depends on the certificate is kept out of caches.'),
  R139: product('RFC 9440 §2.2', 'A field that cannot be read is a refusal, not an absence.'),
  R140: product(
    'nginx',
    'X-SSL-Client-Cert as percent-encoded PEM is read; the verify result counts.',
  ),
  R141: product('Envoy', 'Of X-Forwarded-Client-Cert only the last element is believed.'),
  R142: product('HAProxy', 'Bare base64 DER is read.'),
  R143: product('AWS ALB, verify', 'The leaf as percent-encoded PEM is read; a plus stays a plus.'),
  R144: product('AWS ALB, passthrough', 'Of the chain the leaf is read, known to be unverified.'),
  R145: product('Traefik', 'Base64 without armour is read, with a comma between certificates.'),
  R146: product('Azure App Service', 'X-ARR-ClientCert as base64 DER is read.'),
  R147: product('Azure Application Gateway', 'A header named by the operator is read.'),
  R148: product('Azure Container Apps', 'Its form of X-Forwarded-Client-Cert is read.'),
  R149: product('GCP load balancer', 'Its headers are read; chain_verified counts.'),
  R150: product('Cloudflare', 'The RFC 9440 form is read; verified and revoked count.'),
})
