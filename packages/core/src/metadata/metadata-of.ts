import { ConfigurationError } from '../errors/index.js'
import { pathOf, type ResourceRequest } from '../request/index.js'
import type { MetadataAnswer, ResourceMetadata } from './metadata.js'

/** The metadata that one app serves. */
export interface ServedMetadata extends Pick<ResourceMetadata, 'paths'> {
  /**
   * As that of one guard.
   *
   * @param handled - an object of this request, the same one for every handler, where it is noted what was
   *   offered
   * @throws ConfigurationError when another handler has offered other metadata for it: the first of two
   *   would have the root form for both, and nobody would be told
   */
  respond(request: ResourceRequest, handled?: object): Promise<MetadataAnswer> | undefined
}

// A WeakMap of short-lived requests costs more than all the rest.
const key = Symbol('metadata')

interface Offered {
  [key]?: object
}

/**
 * The metadata of all guards in one app, for whoever serves it. One guard is found at the path of its
 * resource and at the root; of several, each only at its own path, because the root could stand for any.
 *
 * @throws ConfigurationError when a guard does not know its own URL, or two have the same path
 */
export function metadataOf(
  ...guards: readonly { readonly metadata: ResourceMetadata | undefined }[]
): ServedMetadata {
  const described = guards.map(({ metadata }) => metadata).filter((one) => one !== undefined)
  const [first] = described
  if (first === undefined || described.length < guards.length) {
    throw new ConfigurationError(
      'option_missing',
      "metadata has no resource to describe: give the guard publicUrl: 'https://api.example.com'",
    )
  }
  if (described.length === 1) return onceFor(first)
  const byPath = new Map(described.map((one) => [one.paths[0] ?? '', one]))
  if (byPath.size === described.length) {
    return onceFor({
      paths: [...byPath.keys()],
      respond: (request) => byPath.get(pathOf(request))?.respond(request),
    })
  }
  throw new ConfigurationError(
    'option_invalid',
    'metadata is of two guards whose resources have the same path: give each a path of its own, or an app of its own',
  )
}

function onceFor(offer: Pick<ResourceMetadata, 'paths' | 'respond'>): ServedMetadata {
  return {
    paths: offer.paths,
    respond(request, handled) {
      if (handled !== undefined) offerFor(handled, offer)
      return offer.respond(request)
    },
  }
}

function offerFor(handled: Offered, offer: object): void {
  handled[key] ??= offer
  if (handled[key] === offer) return
  throw new ConfigurationError(
    'option_invalid',
    'metadata is served twice in one app, and the root form can be that of one only: write metadata(one, other) once',
  )
}
