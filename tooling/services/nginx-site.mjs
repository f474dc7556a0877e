/**
 * @typedef {object} NginxSite
 * @property {string} listen Port, perhaps with an address before it.
 * @property {string} upstream Address and port of the API.
 * @property {string} certificate Path.
 * @property {string} key Path.
 * @property {string} header
 * @property {string} [authorities] Path of the CA certificates that `$ssl_client_verify` goes by.
 * @property {string} prefix Path prefix to take off; empty for none.
 */

/**
 * What stands in `http { … }` of nginx: the README shows it, the tests run it.
 * @param {NginxSite} site
 */
export function nginxSite({ listen, upstream, certificate, key, header, authorities, prefix }) {
  return `upstream api {
  server ${upstream};
  keepalive 16;
}

# The path as the client sent it: nginx would decode %2F to a slash, and proofs name the URL before that.
map $request_uri $path_for_api {
  default "";
  "~^${prefix}(?<rest>/.*)$" $rest;
}

server {
  listen ${listen} ssl;
  ssl_certificate ${certificate};
  ssl_certificate_key ${key};
  ssl_verify_client optional_no_ca; # ask for a certificate; the token says which one counts
${authorities === undefined ? '' : `  ssl_client_certificate ${authorities};\n`}  large_client_header_buffers 4 32k;
  client_max_body_size 16m;

  location / {
    if ($path_for_api = "") {
      return 404;
    }
    proxy_pass http://api$path_for_api;
    proxy_http_version 1.1;
    proxy_request_buffering off; # a refused upload is answered before it is over
    proxy_set_header Connection "";
    # Each of these replaces what the client sent under that name, with nothing where there is nothing.
    proxy_set_header ${header} $ssl_client_escaped_cert;
    proxy_set_header X-SSL-Client-Verify $ssl_client_verify;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
  }
}
`
}
