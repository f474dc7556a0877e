import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { haproxySite } from '../haproxy-site.mjs'
import { nginxSite } from '../nginx-site.mjs'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const upstream = '10.0.0.7:3000'
const prefix = '/v1'

test('the configurations in the README are the ones that the tests run', () => {
  const header = 'X-SSL-Client-Cert'
  const certificate = '/etc/nginx/server.crt'
  const key = '/etc/nginx/server.key'
  expect(readme).toContain(nginxSite({ listen: '443', upstream, certificate, key, header, prefix }))
  const files = { server: '/etc/haproxy/server.pem', authorities: '/etc/haproxy/ca.pem' }
  const site = { bind: ':443', upstream, prefix, ...files }
  expect(readme).toContain(haproxySite({ ...site, header: 'X-SSL-Client-DER', form: 'base64' }))
  const rfc9440 = haproxySite({ ...site, header: 'Client-Cert', form: 'rfc9440' })
  const lines = rfc9440.split('\n').filter((line) => line.includes('Client-Cert'))
  expect(lines).toHaveLength(2)
  expect(readme).toContain(lines.join('\n'))
})
