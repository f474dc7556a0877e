import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeProofUrl, normalizeRequestUrl } from '../../src/dpop/normalize-url.js'
import { parseAuthority } from '../../src/lib/authority.js'

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9_-]{0,8}[a-z0-9])?(\.[a-z]{2,5}){1,2}\.?$/)
const port = fc.integer({ min: 1, max: 65_535 })
const scheme = fc.constantFrom<'http' | 'https'>('http', 'https')
const segment = fc.stringMatching(/^([A-Za-z0-9._~!$&'()*+,;=:@-]|%(20|2F|3F|25|C3%A9)){0,8}$/)
const segments = fc
  .tuple(segment, segment, segment)
  .map((parts) => parts.filter((part) => part !== '.' && part !== '..'))
const seed = fc.integer({ min: 0, max: 0x7fffffff })

/** Any code units at all, ASCII more often. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), {
    maxLength: 40,
  })
  .map((codes) => String.fromCharCode(...codes))

/** A coin that falls the same way for the same seed. */
function coin(start: number): () => boolean {
  let state = start | 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state % 7 < 3
  }
}

/** The same URL in another spelling. */
function respell(url: string, flip: () => boolean): string {
  const [, ofScheme = '', authority = '', path = ''] = /^(https?):\/\/([^/]*)(.*)$/.exec(url) ?? []
  const usual = ofScheme === 'https' ? ':443' : ':80'
  const withPort =
    !/:\d+$/.test(authority) && flip() ? authority + (flip() ? usual : ':') : authority
  const respelled = path.replace(/%[0-9A-F]{2}|[A-Za-z0-9._~-]/g, (part) => respellPart(part, flip))
  const detours = flip() ? respelled.replace(/\//g, () => (flip() ? '/x/../' : '/./')) : respelled
  const rest = flip() ? '?q=/../#f' : flip() ? '#f?' : ''
  return `${anyCase(ofScheme, flip)}://${anyCase(withPort, flip)}${detours}${rest}`
}

function respellPart(part: string, flip: () => boolean): string {
  if (part.startsWith('%')) return flip() ? part.toLowerCase() : part
  const code = part.charCodeAt(0).toString(16)
  return flip() ? `%${flip() ? code : code.toUpperCase()}` : part
}

function anyCase(text: string, flip: () => boolean): string {
  return [...text].map((letter) => (flip() ? letter.toUpperCase() : letter)).join('')
}

function normalRequest(of: 'http' | 'https', host: string, path: string): string | undefined {
  const authority = parseAuthority(host)
  return authority && normalizeRequestUrl({ scheme: of, authority, path })
}

describe('pairs that must match', () => {
  test('[R102, R103] a URL and any spelling of it', () => {
    fc.assert(
      fc.property(scheme, name, port, segments, seed, (of, host, number, parts, start) => {
        const path = `/${parts.join('/')}`
        const authority = number % 3 === 0 ? `${host}:${number}` : host
        const normal = normalRequest(of, authority, path)
        expect(normal).toBeDefined()
        const htu = respell(`${of}://${authority}${path}`, coin(start))
        expect(normalizeProofUrl(htu)).toBe(normal)
      }),
      { numRuns: 500 },
    )
  })

  test('[R103] text in a path, and its percent-encoded UTF-8', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter(
        (value) =>
          /^[^/?#%\\[\]]*$/.test(value) &&
          !/[^ -~\u0080-\uffff]/.test(value) &&
          !/^\.{1,2}$/.test(value),
      )
    fc.assert(
      fc.property(name, text, (host, value) => {
        const encoded = encodeURIComponent(value).replace(
          /%(21|24|26|27|2B|2C|3A|3B|3D|40)/g,
          decodeURIComponent,
        )
        const htu = `https://${host}/${value}`
        expect(normalizeProofUrl(htu)).toBe(normalRequest('https', host, `/${encoded}`))
      }),
      { numRuns: 500 },
    )
  })

  test('[R103] the normal form is its own normal form', () => {
    fc.assert(
      fc.property(scheme, name, segments, seed, (of, host, parts, start) => {
        const htu = respell(`${of}://${host}/${parts.join('/')}`, coin(start))
        const normal = normalizeProofUrl(htu) ?? ''
        expect(normalizeProofUrl(normal)).toBe(normal)
      }),
    )
  })
})

describe('pairs that must not match', () => {
  const path = fc
    .stringMatching(/^\/[a-z0-9/._~;=-]{0,12}$/)
    .filter((value) => !/(^|\/)\.{1,2}(\/|$)/.test(value))

  test('[R102, A15] two paths that differ, in whatever', () => {
    fc.assert(
      fc.property(name, path, path, seed, (host, one, other, start) => {
        if (one === other) return
        const htu = respell(`https://${host}${other}`, coin(start))
        expect(normalizeProofUrl(htu)).not.toBe(normalRequest('https', host, one))
      }),
      { numRuns: 1000 },
    )
  })

  test('[R102, A15] one path and the same with a letter of another case', () => {
    fc.assert(
      fc.property(
        name,
        path.filter((value) => /[a-z]/.test(value)),
        (host, one) => {
          const other = one.replace(/[a-z]/, (letter) => letter.toUpperCase())
          expect(normalizeProofUrl(`https://${host}${other}`)).not.toBe(
            normalRequest('https', host, one),
          )
        },
      ),
    )
  })

  test('[R103, A15] a slash and an encoded one', () => {
    fc.assert(
      fc.property(name, segments, (host, parts) => {
        const one = `/a/${parts.join('/')}`
        const other = `/a%2F${parts.join('%2F')}`
        expect(normalizeProofUrl(`https://${host}${other}`)).not.toBe(
          normalRequest('https', host, one),
        )
      }),
    )
  })

  test('[R102, A15] two hosts, two ports, two schemes', () => {
    fc.assert(
      fc.property(name, name, port, port, (host, otherHost, number, otherPort) => {
        const normal = normalRequest('https', `${host}:${number}`, '/')
        if (otherHost !== host) {
          expect(normalizeProofUrl(`https://${otherHost}:${number}/`)).not.toBe(normal)
        }
        if (otherPort !== number) {
          expect(normalizeProofUrl(`https://${host}:${otherPort}/`)).not.toBe(normal)
        }
        expect(normalizeProofUrl(`http://${host}:${number}/`)).not.toBe(normal)
      }),
      { numRuns: 500 },
    )
  })

  test('[R104] whatever is no http URL has no normal form, and nothing throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const normal = normalizeProofUrl(text)
        expect(normal === undefined || /^https?:\/\//i.test(text)).toBe(true)
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const normal = normalizeProofUrl(`https://${text}`)
        expect(normal === undefined || /^https:\/\/[a-z0-9._-]+|\[/.test(normal)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('[R104] a normal form that the platform parses names the same host', () => {
    const looking = fc.stringMatching(/^[a-zA-Z0-9@:[\]._%-]{1,20}$/)
    fc.assert(
      fc.property(looking, (authority) => {
        const normal = normalizeProofUrl(`https://${authority}/`)
        if (normal === undefined || !URL.canParse(`https://${authority}/`)) return
        const { username, password, hostname } = new URL(`https://${authority}/`)
        expect(username + password).toBe('')
        // Only the platform rewrites `127.1` and the like.
        if (!/^[\d.]+$/.test(hostname)) expect(new URL(normal).hostname).toBe(hostname)
      }),
      { numRuns: 500 },
    )
  })
})
