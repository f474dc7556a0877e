/**
 * The rooms of `packages/core/src` and what each may import: data flows one way, siblings do not
 * know each other, and `resource-server.ts` is the one file that sees them all.
 * @typedef {object} Room
 * @property {readonly string[]} rooms
 * @property {readonly string[]} [packages] From outside; none unless said.
 * @property {string} reason
 */

const floor = ['lib', 'errors']

/** @type {Record<string, Room>} */
export const rooms = {
  errors: { rooms: [], reason: 'every room speaks in errors, so errors lean on nothing' },
  lib: {
    rooms: ['errors'],
    packages: ['jose', 'node:*', '#platform'],
    reason: 'the floor knows nothing of what stands on it',
  },
  request: { rooms: floor, reason: 'a request knows nothing of tokens' },
  store: {
    rooms: floor,
    reason: 'a store keeps keys and times and knows nothing of their meaning',
  },
  credentials: {
    rooms: ['request', ...floor],
    reason: 'credentials are grammar only: no keys, no network, no judgement',
  },
  token: {
    rooms: ['credentials', ...floor],
    reason: 'picking a validator needs the shape of a token and no key',
  },
  issuer: {
    rooms: floor,
    packages: ['jose'],
    reason: 'an issuer publishes keys and knows nothing of claims',
  },
  jwt: {
    rooms: ['token', 'issuer', ...floor],
    packages: ['jose'],
    reason: 'the two validators do not know each other',
  },
  introspection: {
    rooms: ['token', 'issuer', 'store', ...floor],
    packages: ['oauth4webapi'],
    reason: 'the two validators do not know each other',
  },
  dpop: {
    rooms: ['request', 'store', 'token', ...floor],
    packages: ['jose'],
    reason: 'the two bindings do not know each other; pop asks both',
  },
  mtls: {
    rooms: ['request', 'store', 'token', ...floor],
    packages: ['jose'],
    reason: 'the two bindings do not know each other; pop asks both',
  },
  pop: {
    rooms: ['token', 'dpop', 'mtls', 'credentials', 'request', ...floor],
    reason: 'a binding is judged without knowing where the token came from',
  },
  authorization: { rooms: ['token', 'pop', ...floor], reason: 'a policy knows nothing of HTTP' },
  metadata: {
    rooms: ['authorization', 'request', ...floor],
    packages: ['jose'],
    reason: 'the document follows from the options, never from a token',
  },
  challenge: {
    rooms: ['authorization', 'metadata', 'credentials', ...floor],
    reason: 'a challenge is written without knowing how the fault was found',
  },
}

/** Reads the types of every room, so that one object can name all options; composes nothing. */
export const optionsRoom = 'options'
