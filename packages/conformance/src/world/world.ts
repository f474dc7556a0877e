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
import { realClock } from './real-clock.js'
import { introspectionClient, type SettingName, variablesOf } from './settings.js'
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
  readonly key: ProofKey
  readonly otherKey: ProofKey
  readonly certificate: TestCertificate
  readonly otherCertificate: TestCertificate
  /** The process of a binding in a setting; started when it is first asked for. */
  api(binding: Binding, setting: SettingName): Promise<ApiProcess>
  close(): Promise<void>
}

/** Starts what all scenarios share. */
export async function createWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-conformance-'))
  const introspectionClients = { [introspectionClient.id]: introspectionClient.secret }
  const issuer = await startTestIssuer({
    introspectionClients,
    clock: realClock(),
    algorithms: ['ES256', 'RS256', 'Ed25519'],
  })
  const otherIssuer = await startTestIssuer({ introspectionClients, clock: realClock() })
  const dead = await startTestIssuer()
  await dead.close()
  const [certificate, otherCertificate, own] = await Promise.all([
    createCertificate(),
    createCertificate(),
    createCertificate({ name: 'localhost' }),
  ])
  const tls = tlsFiles(folder, own)
  const several = await startSeveralIssuers(issuer.keys.current().kid)
  const around = {
    issuer: issuer.issuer,
    otherIssuers: several.identifiers,
    otherIssuer: otherIssuer.issuer,
    deadIssuer: dead.issuer,
    tls,
  }
  const processes = new Map<string, Promise<ApiProcess>>()
  return {
    issuer,
    otherIssuer,
    several,
    strangeKeys: publishStrangeKeys(issuer.keys),
    deadIssuer: dead.issuer,
    key: createProofKey('ES256'),
    otherKey: createProofKey('ES256'),
    certificate,
    otherCertificate,
    api(binding, setting) {
      const name = `${binding} ${setting}`
      const started = processes.get(name) ?? startApi(binding, variablesOf(setting, around))
      processes.set(name, started)
      return started
    },
    async close() {
      const running = await Promise.allSettled(processes.values())
      await Promise.all(
        running.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)),
      )
      await Promise.all([issuer.close(), otherIssuer.close(), several.close()])
      rmSync(folder, { recursive: true })
    },
  }
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
