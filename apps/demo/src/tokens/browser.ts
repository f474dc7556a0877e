/** A browser as far as an authority can tell: it keeps cookies and follows redirects. */
export class Browser {
  readonly #cookies = new Map<string, string>()

  /** Walks from an authorization request to the redirect back to the application: that address. */
  async walk(start: URL, redirectUri: string): Promise<URL> {
    let url = start
    for (let hops = 0; hops < 10; hops += 1) {
      if (url.href.startsWith(redirectUri)) return url
      url = await this.#follow(url)
    }
    throw new Error(`The authority did not send the browser back: it is at ${url.pathname}`)
  }

  async #follow(url: URL): Promise<URL> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    await response.body?.cancel()
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const location = response.headers.get('location')
    if (location !== null) return new URL(location, url)
    throw new Error(`The authority answered ${response.status} at ${url.pathname} and led nowhere`)
  }

  #keep(line: string): void {
    const pair = line.split(';', 1)[0] ?? ''
    const equals = pair.indexOf('=')
    const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
    if (value === '') this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}
