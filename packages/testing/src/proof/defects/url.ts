import { type DefectTable, type ProofDraft, withClaims } from '../draft.js'

/** An `htu` that is not the URL of the request (RFC 9449 section 4.3, check 9). */
export const urlDefects = {
  'no-htu': { draft: (draft) => withClaims(draft, { htu: undefined }) },
  'htu-number': { draft: (draft) => withClaims(draft, { htu: 1 }) },
  'htu-array': { draft: (draft) => withClaims(draft, { htu: [draft.claims.htu] }) },
  'htu-empty': { draft: (draft) => withClaims(draft, { htu: '' }) },
  'htu-not-a-url': changed(() => 'not a url'),
  'htu-path-only': changed((url) => url.pathname),
  'htu-other-scheme': changed((url) => url.href.replace(/^https?/, inverse)),
  'htu-ftp': changed((url) => url.href.replace(/^https?/, 'ftp')),
  'htu-other-host': changed((url) => url.href.replace('//', '//other.')),
  'htu-other-port': changed((url) => `${url.protocol}//${url.hostname}:1${url.pathname}`),
  'htu-other-path': changed((url) => `${url.href}/other`),
  'htu-path-case': changed((url) => `${url.origin}${otherCase(url.pathname)}`),
  'htu-trailing-slash': changed((url) => `${url.origin}${url.pathname}/`),
  'htu-double-slash': changed((url) => `${url.origin}/${url.pathname}`),
  'htu-encoded-slash': changed((url) => `${url.origin}/%2F${url.pathname.slice(1)}`),
  'htu-userinfo': changed((url) => url.href.replace('//', '//user@')),
  'htu-backslash': changed((url) => url.href.replace(/\/(?=[^/]*$)/, '\\')),
  'htu-trailing-dot': changed((url) => url.href.replace(url.hostname, `${url.hostname}.`)),
} as const satisfies DefectTable

function changed(change: (url: URL) => string) {
  return {
    draft: (draft: ProofDraft) =>
      withClaims(draft, { htu: change(new URL(String(draft.claims.htu))) }),
  }
}

function inverse(scheme: string): string {
  return scheme === 'https' ? 'http' : 'https'
}

function otherCase(path: string): string {
  const upper = path.toUpperCase()
  return upper === path ? path.toLowerCase() : upper
}
