import { Nonces, ProofVerifier } from './dpop/index.js'
import { tell } from './lib/tell.js'
import { ClientCertificates } from './mtls/index.js'
import type { Settings } from './options/index.js'
import type { BindingRules } from './pop/index.js'
import type { ResourceRequest } from './request/index.js'

/** The rules for bound tokens, made once from the options of a guard. */
export function createBindingRules(settings: Settings, nonces: Nonces | undefined): BindingRules {
  const { dpop, mtls, publicUrl, isTrustedProxy, places } = settings
  const nonceMode = dpop?.nonce?.mode ?? 'optional'
  return {
    proofs: dpop === undefined ? undefined : new ProofVerifier({ ...dpop, nonceMode, nonces }),
    proofRequired: dpop?.required ?? false,
    certificates:
      mtls === undefined
        ? undefined
        : new ClientCertificates({
            ...mtls,
            onUntrustedHeader: (request, header) => tellOfStranger(settings, request, header),
          }),
    certificateRequired: mtls?.required ?? false,
    constraintRequired: settings.constraintRequired,
    url: { publicUrl, isTrustedProxy, places },
  }
}

/** The nonces of a guard, where it uses any. */
export function createNonces({ dpop }: Settings): Nonces | undefined {
  return dpop?.nonce === undefined ? undefined : new Nonces(dpop.nonce)
}

function tellOfStranger(
  { onUntrustedHeader }: Settings,
  { method, target, peer }: ResourceRequest,
  header: string,
): void {
  const path = target.split('?', 1)[0] ?? ''
  tell(onUntrustedHeader, { header, peerAddress: peer?.address, method, path })
}
