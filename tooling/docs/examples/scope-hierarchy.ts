import { createResourceServer, type ResourceServerOptions } from '@portcullis/express'

export function documentsGuard(options: ResourceServerOptions) {
  return createResourceServer({
    ...options,
    scopeHierarchy: {
      'documents.admin': ['documents.write'],
      'documents.write': ['documents.read'], // and so documents.admin includes it as well
    },
  })
}
