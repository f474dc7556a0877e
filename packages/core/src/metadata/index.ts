export type { ResourceMetadataDocument } from './document.js'
export {
  Metadata,
  type MetadataAnswer,
  type MetadataSettings,
  type ResourceMetadata,
} from './metadata.js'
export { metadataOf, type ServedMetadata } from './metadata-of.js'
export {
  type KeySignerOptions,
  type MetadataSigner,
  type OwnSignerOptions,
  signedMetadata,
} from './signed-metadata.js'
