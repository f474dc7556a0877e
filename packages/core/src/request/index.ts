export { isPreflight, type RequestPeer, type ResourceRequest } from './resource-request.js'
export { fromWebRequest } from './web-request.js'
