import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createCertificate,
  createProofKey,
  type ProofKey,
  type RunningTestIssuer,
  startTestIssuer,
  type TestCertificate,
} from '@portcullis/testing'
import { type ApiProcess, type Binding, startApi } from './api-process.js'
import { type HostedApi, hostApi } from './hosted-api.js'
import { clients } from './hosted-settings.js'
import { createHostedWorld, type HostedWorld } from './hosted-world.js'
import { realClock } from './real-clock.js'
import { introspectionClient, type SettingName, settingOf, type Variables } from './settings.js'
import { type SeveralIssuers, startSeveralIssuers } from './several-issuers.js'
import { publishStrangeKeys, type StrangeKeys } from './strange-keys.js'

/** Everything around the reference integrations: an issuer, keys, certificates, the processes. */
export interface World {
  readonly issuer: RunningTestIssuer
  /** What it publishes beside its good keys. */
  readonly strangeKeys: StrangeKeys
  /** Trusted beside the first in one setting. */
  readonly otherIssuer: RunningTestIssuer
  /** The others that one setting trusts. */
  readonly several: SeveralIssuers
  /** Identifier of an issuer that is not there; one setting trusts it. */
  readonly deadIssuer: string
  /** What APIs in this process share with the scenarios. */
  readonly hosted: HostedWorld
  readonly key: ProofKey
  readonly otherKey: ProofKey
  readonly certificate: TestCertificate
  readonly otherCertificate: TestCertificate
  /** The API of a binding in a setting; started when it is first asked for. */
  api(binding: Binding, setting: SettingName): Promise<ApiProcess | HostedApi>
  /** Starts one more that nobody will ask, with these variables beside the usual ones; rejects as it would end. */
  tryToStart(binding: Binding, variables: Variables): Promise<void>
  close(): Promise<void>
}

/** Starts what all scenarios share. */
export async function createWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-conformance-'))
  const own = await createCertificate({ name: 'localhost' })
  const hosted = await createHostedWorld(own)
  const introspectionClients = {
    [introspectionClient.id]: introspectionClient.secret,
    [clients.another.id]: clients.another.secret,
    [clients.byKey]: hosted.clientTestKey,
    [clients.byTls]: { method: 'tls_client_auth' },
  } as const
  const issuer = await startTestIssuer({
    introspectionClients,
    clock: realClock(),
    algorithms: ['ES256', 'RS256', 'Ed25519'],
  })
  const otherIssuer = await startTestIssuer({ introspectionClients, clock: realClock() })
  const dead = await startTestIssuer()
  await dead.close()
  const [certificate, otherCertificate] = await Promise.all([
    tellingCertificate(),
    tellingCertificate(),
  ])
  const tls = tlsFiles(folder, own)
  const several = await startSeveralIssuers(issuer.keys.current().kid)
  const around = {
    issuer: issuer.issuer,
    otherIssuers: several.identifiers,
    otherIssuer: otherIssuer.issuer,
    deadIssuer: dead.issuer,
    hosted,
    tls,
  }
  const processes = new Map<string, Promise<ApiProcess | HostedApi>>()
  return {
    issuer,
    otherIssuer,
    several,
    hosted,
    strangeKeys: publishStrangeKeys(issuer.keys),
    deadIssuer: dead.issuer,
    key: createProofKey('ES256'),
    otherKey: createProofKey('ES256'),
    certificate,
    otherCertificate,
    api(binding, setting) {
      const name = `${binding} ${setting}`
      const { variables, options } = settingOf(setting, around)
      const start = () =>
        options === undefined ? startApi(binding, variables) : hostApi(binding, variables, options)
      const started = processes.get(name) ?? start()
      processes.set(name, started)
      return started
    },
    async tryToStart(binding, variables) {
      const usual = settingOf('usual', around)
      const api = await hostApi(binding, { ...usual.variables, ...variables }, {})
      await api.stop()
    },
    async close() {
      const running = await Promise.allSettled(processes.values())
      await Promise.all(
        running.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)),
      )
      hosted.close()
      await Promise.all([issuer.close(), otherIssuer.close(), several.close()])
      rmSync(folder, { recursive: true })
    },
  }
}

/** One whose base64 has what the two alphabets write in different ways, in DER and in digest. */
async function tellingCertificate(): Promise<TestCertificate> {
  const certificate = await createCertificate()
  const { base64, thumbprint } = certificate
  const isTelling = base64.includes('+') && base64.includes('/') && /[-_]/.test(thumbprint)
  return isTelling ? certificate : tellingCertificate()
}

function tlsFiles(
  folder: string,
  own: TestCertificate,
): { readonly cert: string; readonly key: string } {
  const cert = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  writeFileSync(cert, own.pem)
  writeFileSync(key, own.privateKeyPem, { mode: 0o600 })
  return { cert, key }
}
