import type { TestCertificate } from '@portcullis/testing'
import type { ProxyOptions, RunningProxy } from '@portcullis-tooling/services'
import { startHaproxy, startNginx } from '@portcullis-tooling/services'

/** A way on which a certificate comes to the API. */
export interface Route {
  readonly title: string
  readonly service: 'nginx' | 'haproxy'
  /** What `CLIENT_CERTIFICATE` of the API says. */
  readonly clientCertificate: 'nginx' | 'haproxy' | 'client-cert'
  readonly header: string
  /** What the proxy writes into the header. */
  readonly write: (certificate: TestCertificate) => string
  readonly start: (options: ProxyOptions) => Promise<RunningProxy>
}

export const routes: readonly Route[] = [
  {
    title: 'nginx, escaped PEM [R140]',
    service: 'nginx',
    clientCertificate: 'nginx',
    header: 'X-SSL-Client-Cert',
    write: ({ escapedPem }) => escapedPem,
    start: startNginx,
  },
  {
    title: 'HAProxy, base64 of DER [R142]',
    service: 'haproxy',
    clientCertificate: 'haproxy',
    header: 'X-SSL-Client-DER',
    write: ({ base64 }) => base64,
    start: startHaproxy,
  },
  {
    title: 'HAProxy, Client-Cert [R134]',
    service: 'haproxy',
    clientCertificate: 'client-cert',
    header: 'Client-Cert',
    write: ({ structuredField }) => structuredField,
    start: (options) => startHaproxy({ ...options, form: 'rfc9440' }),
  },
]

/** One for each proxy, where the form of the certificate does not matter. */
export const oneOfEach = routes.slice(0, 2)
