export { createMetadata, type ResourceMetadata, type ResourceMetadataDocument } from './metadata.js'
