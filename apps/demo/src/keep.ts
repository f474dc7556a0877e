/** What to know to go on by hand. */
export interface KeptWorld {
  readonly api: string
  readonly authority: string
  /** A token that is good now: here it is meant to be seen. */
  readonly token: string
  /** Seconds that it has left. */
  readonly secondsLeft: number
  /** What it permits, separated by spaces. */
  readonly scope: string
}

/** Lines for a POSIX shell, ready to be pasted. No comments in them: not every shell takes those. */
export function curlLines({ api, authority, token, secondsLeft, scope }: KeptWorld): string {
  const bearer = '-H "Authorization: Bearer $TOKEN"'
  const changed = bearer.replace('$TOKEN', 'x$TOKEN')
  return `Everything keeps running; Ctrl-C ends it. For another terminal:

API=${api}
AUTHORITY=${authority}
TOKEN=${token}

Let through, for ${secondsLeft} seconds from now:

curl -i ${bearer} $API/me
curl -i ${bearer} $API/data
curl -i ${bearer} -X POST $API/data

Refused: no token, a changed one, a scope that it lacks:

curl -i $API/me
curl -i ${changed} $API/me
curl -i ${bearer} $API/admin

The next token:

${fetchLine('jwt', scope)}

Or an opaque one, and its end; an API that used it before may take it for another minute:

${fetchLine('reference', scope)}
curl -s -u service:service-secret $AUTHORITY/token/revocation -d token=$TOKEN
`
}

function fetchLine(kind: 'jwt' | 'reference', scope: string): string {
  return `TOKEN=$(curl -s -u service:service-secret $AUTHORITY/token -d grant_type=client_credentials \\
  -d resource=urn:portcullis:api1:${kind} -d 'scope=${scope}' \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
}
