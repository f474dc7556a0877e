import { needService } from './find-service.mjs'
import { nginxSite } from './nginx-site.mjs'
import { startProxy } from './proxy.mjs'

/** @import { ProxyOptions, RunningProxy } from './proxy.mjs' */

/**
 * nginx that passes certificates on as percent-encoded PEM, in `X-SSL-Client-Cert` unless told otherwise.
 * @param {ProxyOptions} options
 * @returns {Promise<RunningProxy>}
 */
export function startNginx(options) {
  const { upstream, tls, authorities, prefix = '' } = options
  return startProxy(needService('nginx'), 'nginx', async (folder, port) => {
    const site = nginxSite({
      listen: `127.0.0.1:${port}`,
      upstream: `127.0.0.1:${upstream}`,
      certificate: await folder.write('server.crt', tls.certificate),
      key: await folder.write('server.key', tls.key),
      header: options.clientCertificateHeader ?? 'X-SSL-Client-Cert',
      prefix,
      ...(authorities && { authorities: await folder.write('authorities.pem', authorities) }),
    })
    await folder.write('nginx.conf', inForeground(site))
    return ['-p', folder.path, '-c', 'nginx.conf', '-e', 'stderr']
  })
}

/**
 * One process, all of its files in its own folder.
 * @param {string} site
 */
function inForeground(site) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `daemon off;
master_process off;
pid nginx.pid;
error_log stderr warn;
events {
  worker_connections 256;
}
http {
access_log off;
${temporary.map((name) => `${name}_temp_path ${name};`).join('\n')}
${site}}
`
}
