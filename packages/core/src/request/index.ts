export type { PlaceRules } from './place.js'
export {
  checkHost,
  type RequestUrl,
  requestHost,
  requestUrl,
  type UrlRules,
} from './request-url.js'
export { isPreflight, pathOf, type RequestPeer, type ResourceRequest } from './resource-request.js'
export { fromWebRequest } from './web-request.js'
