/** How HAProxy writes a certificate: bare base64 of DER, or RFC 9440. @typedef {'base64' | 'rfc9440'} HaproxyForm */

/**
 * @typedef {object} HaproxySite
 * @property {string} bind Address and port.
 * @property {string} upstream Address and port of the API.
 * @property {string} server Path of the server's certificate and key, in one file.
 * @property {string} authorities Path of some CA certificates: HAProxy wants one where it asks for
 *   certificates, and none of them decides here.
 * @property {string} header
 * @property {HaproxyForm} form
 * @property {string} prefix Path prefix to take off; empty for none.
 */

const values = { base64: '%[ssl_c_der,base64]', rfc9440: ':%[ssl_c_der,base64]:' }

/**
 * Frontend and backend of HAProxy: the README shows it, the tests run it.
 * @param {HaproxySite} site
 */
export function haproxySite({ bind, upstream, server, authorities, header, form, prefix }) {
  return `frontend clients
  mode http
  timeout client 30s
  # Ask for a certificate and take any: the token says which one counts.
  bind ${bind} ssl crt ${server} ca-file ${authorities} verify optional ca-ignore-err all crt-ignore-err all
  # First of all, whatever the client sent under these names goes.
  http-request del-header ${header}
  http-request set-header ${header} ${values[form]} if { ssl_c_used }
  http-request set-header X-SSL-Client-Verify %[ssl_c_verify]
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Proto https
${stripped(prefix)}  default_backend api

backend api
  mode http
  timeout connect 5s
  timeout server 30s
  server api ${upstream}
`
}

/** @param {string} prefix */
function stripped(prefix) {
  if (prefix === '') return ''
  return `  http-request return status 404 unless { path_beg ${prefix}/ }
  http-request replace-path ${prefix}(/.*) \\1
`
}
