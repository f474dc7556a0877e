import { Nonces, ProofVerifier } from './dpop/index.js'
import { Teller } from './lib/tell.js'
import { ClientCertificates } from './mtls/index.js'
import type { Settings, UntrustedHeaderEvent } from './options/index.js'
import type { BindingRules } from './pop/index.js'
import { pathOf, type ResourceRequest } from './request/index.js'

/** The rules for bound tokens, made once from the options of a guard. */
export function createBindingRules(settings: Settings, nonces: Nonces | undefined): BindingRules {
  const { dpop, mtls, publicUrl, isTrustedProxy, places, scopeHierarchy } = settings
  const strangers = new Teller('untrusted-header', settings.onUntrustedHeader)
  const nonceMode = dpop?.nonce?.mode ?? 'optional'
  return {
    proofs: dpop === undefined ? undefined : new ProofVerifier({ ...dpop, nonceMode, nonces }),
    proofRequired: dpop?.required ?? false,
    certificates:
      mtls === undefined
        ? undefined
        : new ClientCertificates({
            ...mtls,
            onUntrustedHeader: (request, header) =>
              tellOfStranger(strangers, settings, request, header),
          }),
    certificateRequired: mtls?.required ?? false,
    constraintRequired: settings.constraintRequired,
    url: { publicUrl, isTrustedProxy, places },
    scopeHierarchy,
  }
}

/** The nonces of a guard, where it uses any. */
export function createNonces({ dpop }: Settings): Nonces | undefined {
  return dpop?.nonce === undefined ? undefined : new Nonces(dpop.nonce)
}

function tellOfStranger(
  strangers: Teller<UntrustedHeaderEvent>,
  { resource }: Settings,
  request: ResourceRequest,
  header: string,
): void {
  if (!strangers.isHeard) return
  const { method, peer } = request
  strangers.tell({ method, path: pathOf(request), resource, header, peerAddress: peer?.address })
}
