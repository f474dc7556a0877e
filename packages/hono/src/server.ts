import {
  createResourceServer,
  type ResourceServer,
  type ResourceServerOptions,
} from '@portcullis/core'

/** A guard that is made once and shared, or the options of one. */
export function toServer(guard: ResourceServer | ResourceServerOptions): ResourceServer {
  return isResourceServer(guard) ? guard : createResourceServer(guard)
}

function isResourceServer(guard: ResourceServer | ResourceServerOptions): guard is ResourceServer {
  // Whatever is neither gets its sentence from createResourceServer.
  return typeof (guard as Partial<ResourceServer> | null | undefined)?.protect === 'function'
}
