import { Socket } from 'node:net'

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i
const connect = Socket.prototype.connect

/**
 * `connect(options)`, `connect(port, host)`, `connect(path)` and Node's own `connect([options])`.
 * @param {unknown[]} args
 */
function hostOf(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof first === 'object' && first !== null) return first.path ? undefined : first.host
  return typeof first === 'number' && typeof args[1] === 'string' ? args[1] : undefined
}

/**
 * Tests reach loopback only: what a test needs from outside, it starts itself.
 * @this {Socket}
 * @param {unknown[]} args
 * @returns {Socket}
 */
function connectToLoopback(...args) {
  const host = hostOf(args)
  if (host === undefined || loopback.test(host)) return Reflect.apply(connect, this, args)
  const refusal = new Error(`Tests reach loopback only, and this one asked for ${host}`)
  // Later, as a network would: whoever connects has yet to listen for errors.
  setImmediate(() => this.destroy(Object.assign(refusal, { code: 'ECONNREFUSED' })))
  return this
}

Socket.prototype.connect = connectToLoopback
