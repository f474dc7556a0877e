import { type EnvironmentError, refuse } from './environment-error.js'
import { readText, type Variables } from './read.js'

/** A server, or some nodes of a cluster. */
export interface RedisSettings {
  /** One of a server, or several of a cluster, which have scheme, user and password in common. */
  readonly urls: readonly string[]
}

const variable = 'REDIS_URL'
const example =
  'redis://host:6379, rediss://user:password@host:6379/0, unix:///path/to/socket, or several nodes of a cluster, separated by spaces'
/** What node-redis knows of `unix:` URLs. */
const unixUrl = /^unix:\/\/(?:[^:@/?#]*(?::[^@/?#]*)?@)?\/[^?#]+(?:\?db=\d{1,5})?$/
const databasePath = /^\/?$|^\/\d{1,5}$/

/** Reads `REDIS_URL`. What stands in it is in no message: there may be a password. */
export function redisSettings(variables: Variables): RedisSettings | undefined {
  const urls = readText(variables, variable)?.split(/[\s,]+(?=[a-z]+:\/\/)/)
  if (urls === undefined) return undefined
  if (urls.length === 1) checkUrl(urls[0] ?? '')
  else checkCluster(urls)
  return { urls }
}

/** Node-redis discovers the nodes and connects to all with the same credentials. */
function checkCluster(urls: readonly string[]): void {
  const nodes = urls.map(checkUrl)
  if (nodes.some((node) => node?.pathname.match(/\d/))) {
    throw refuse(
      variable,
      'has several URLs, and a cluster has no database numbers: leave them out',
    )
  }
  if (new Set(nodes.map(credentialsOf)).size > 1 || nodes.includes(undefined)) {
    throw refuse(variable, 'must have the same scheme, user and password in all of its URLs')
  }
}

function credentialsOf(url: URL | undefined): string {
  return `${url?.protocol} ${url?.username} ${url?.password}`
}

/** The URL, unless it is that of a Unix socket. */
function checkUrl(text: string): URL | undefined {
  if (unixUrl.test(text)) return undefined
  const url = parse(text)
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol)) throw malformed()
  // What node-redis would pass over is not taken: somebody may count on it.
  const { hostname, pathname, search, hash, username, password } = url
  if (hostname === '' || !databasePath.test(pathname) || `${search}${hash}` !== '')
    throw malformed()
  if (!isDecodable(`${username}${password}`)) throw malformed()
  if (username !== '' && password === '') {
    throw refuse(
      variable,
      'names a user and no password: write redis://user:password@host, or redis://:password@host',
    )
  }
  return url
}

function malformed(): EnvironmentError {
  return refuse(variable, `must be ${example}; what is special in a password is percent-encoded`)
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
