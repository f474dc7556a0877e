import { needService } from './find-service.mjs'
import { haproxySite } from './haproxy-site.mjs'
import { startProxy } from './proxy.mjs'

/** @import { HaproxyForm } from './haproxy-site.mjs' */
/** @import { ProxyOptions, RunningProxy } from './proxy.mjs' */

/** @type {Record<HaproxyForm, string>} */
const usualHeaders = { base64: 'X-SSL-Client-DER', rfc9440: 'Client-Cert' }

/**
 * HAProxy that passes certificates on as base64 of DER in `X-SSL-Client-DER`, or in the form of RFC 9440
 * in `Client-Cert`, unless told another header.
 * @param {ProxyOptions & { form?: HaproxyForm }} options
 * @returns {Promise<RunningProxy>}
 */
export function startHaproxy(options) {
  const { upstream, tls, form = 'base64', prefix = '' } = options
  return startProxy(needService('haproxy'), 'haproxy', async (folder, port) => {
    const site = haproxySite({
      bind: `127.0.0.1:${port}`,
      upstream: `127.0.0.1:${upstream}`,
      server: await folder.write('server.pem', `${tls.certificate}${tls.key}`),
      authorities: await folder.write('authorities.pem', options.authorities ?? tls.certificate),
      header: options.clientCertificateHeader ?? usualHeaders[form],
      form,
      prefix,
    })
    return ['-db', '-f', await folder.write('haproxy.cfg', site)]
  })
}
