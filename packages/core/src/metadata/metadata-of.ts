import { ConfigurationError } from '../errors/index.js'
import { pathOf } from '../request/index.js'
import type { ResourceMetadata } from './metadata.js'

/**
 * The metadata of all guards in one app, for whoever serves it. One guard is found at the path of its
 * resource and at the root; of several, each only at its own path, because the root could stand for any.
 *
 * @throws ConfigurationError when a guard does not know its own URL, or two have the same path
 */
export function metadataOf(
  ...guards: readonly { readonly metadata: ResourceMetadata | undefined }[]
): Pick<ResourceMetadata, 'paths' | 'respond'> {
  const described = guards.map(({ metadata }) => metadata).filter((one) => one !== undefined)
  const [first] = described
  if (first === undefined || described.length < guards.length) {
    throw new ConfigurationError(
      'option_missing',
      "metadata has no resource to describe: give the guard publicUrl: 'https://api.example.com'",
    )
  }
  if (described.length === 1) return first
  const byPath = new Map(described.map((one) => [one.paths[0] ?? '', one]))
  if (byPath.size === described.length) {
    return {
      paths: [...byPath.keys()],
      respond: (request) => byPath.get(pathOf(request))?.respond(request),
    }
  }
  throw new ConfigurationError(
    'option_invalid',
    'metadata is of two guards whose resources have the same path: give each a path of its own, or an app of its own',
  )
}
