import { createResourceServer } from '@portcullis/core'

/** Your own logger: one JSON object to a line, so that no text can break out of its field. */
function log(level: 'info' | 'warn' | 'error', fields: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ level, ...fields }))
}

export const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  onDenial({ reason, method, path }) {
    const { code, status, message, source } = reason
    log('info', { event: 'denied', code, status, message, source, method, path })
  },
  onBreakdown({ reason, method, path }) {
    const { code, message, cause } = reason
    log('error', { event: 'breakdown', code, message, cause: String(cause), method, path })
  },
  onUntrustedHeader({ header, peerAddress, method, path }) {
    log('warn', { event: 'untrusted_header', header, peerAddress, method, path })
  },
})
