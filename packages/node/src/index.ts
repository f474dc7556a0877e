/**
 * Node's HTTP requests and responses, as Portcullis needs them.
 *
 * @module
 */

export { fromIncomingMessage, type NodeRequest } from './incoming-message.js'
export { headerFields, type RefusalError, refusalError } from './refusal.js'
export { appendHeaders, type NodeResponse, writeAnswer } from './response.js'
