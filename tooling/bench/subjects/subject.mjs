/**
 * Who is compared: a library, set up as its documentation advises, and what it can do.
 * @typedef {object} Subject
 * @property {string} name The package.
 * @property {Door} [bearer] Lets a JWT bearer token through.
 * @property {Door} [dpop] Lets a DPoP-bound token with a proof through.
 * @property {Door} [certificate] Lets a certificate-bound token through.
 */

/**
 * What a request is let through by. Requests are made ready before anything is measured: some libraries take
 * a whole request, others a token.
 * @typedef {object} Door
 * @property {(token: string, proof?: string) => unknown} request
 * @property {(request: never) => unknown} enter Rejects, throws, or gives what `isOpen` finds wrong.
 * @property {(result: never) => boolean} isOpen
 */

/**
 * Whether a door lets a request through.
 * @param {Door} door
 * @param {string} token
 * @param {string} [proof]
 */
export async function passes(door, token, proof) {
  try {
    const request = /** @type {never} */ (door.request(token, proof))
    return door.isOpen(/** @type {never} */ (await door.enter(request)))
  } catch {
    return false
  }
}

/**
 * Nothing is measured that does not do its work: good requests pass, and each bad one is refused.
 * @param {string} label
 * @param {Door} door
 * @param {readonly string[]} good Token, and proof where there is one.
 * @param {readonly (readonly string[])[]} bad
 */
export async function assertWorks(label, door, good, bad) {
  const [token = '', proof] = good
  if (!(await passes(door, token, proof))) throw new Error(`${label} refuses what is good`)
  for (const [index, [token = '', proof]] of bad.entries()) {
    if (await passes(door, token, proof)) throw new Error(`${label} takes bad request ${index + 1}`)
  }
}
