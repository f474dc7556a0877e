import { connects } from './connects.mjs'
import { onFreePort } from './free-port.mjs'
import { startProcess } from './start-process.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

/** @import { TemporaryFolder } from './temporary-folder.mjs' */

/**
 * @typedef {object} ServerCertificate
 * @property {string} certificate PEM.
 * @property {string} key PEM.
 */

/**
 * @typedef {object} ProxyOptions
 * @property {number} upstream Port of 127.0.0.1 that the API listens on.
 * @property {ServerCertificate} tls What it shows to clients.
 * @property {string} [clientCertificateHeader] In which it passes the certificate of the client on.
 *   Default: the one that the guard reads for this proxy.
 * @property {string} [authorities] PEM of the CA certificates that its verdict on the certificates of
 *   clients goes by; they are passed on all the same. Default: none that matters.
 * @property {string} [prefix] Path prefix that it takes off, such as `/v1`. Default: none.
 */

/**
 * A proxy that ends TLS, asks for a client certificate and takes any.
 * @typedef {object} RunningProxy
 * @property {number} port
 * @property {string} url `https://127.0.0.1:PORT`
 * @property {() => string} output Everything that it wrote.
 * @property {() => Promise<void>} stop Ends it by its pid and removes its folder.
 */

/**
 * @param {string} program
 * @param {string} name
 * @param {(folder: TemporaryFolder, port: number) => Promise<readonly string[]>} prepare Writes what the
 *   program reads; resolves to its arguments.
 * @returns {Promise<RunningProxy>}
 */
export async function startProxy(program, name, prepare) {
  const folder = await temporaryFolder(name)
  try {
    return await onFreePort(async (port) => {
      const args = await prepare(folder, port)
      const isReady = () => connects(port)
      const { output, stop } = await startProcess({ program, args, isReady })
      const end = () => stop().then(folder.remove)
      return { port, url: `https://127.0.0.1:${port}`, output, stop: end }
    })
  } catch (error) {
    await folder.remove()
    throw error
  }
}
