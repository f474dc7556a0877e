import {
  type AccessToken,
  allOf,
  anyOf,
  anyScope,
  audience,
  authorize,
  claim,
  scopes,
} from '@portcullis/express'

declare function isMember(subject: string | undefined): Promise<boolean>

export const guards = [
  // #region policies
  authorize(), // any valid token
  authorize(scopes('api1.read', 'api1.write')), // both scopes
  authorize(anyScope('api1.write', 'api1.admin')), // one of them; a challenge asks for the first
  authorize(claim('email_verified', true)), // equal to the value, or an array that holds it
  authorize(audience('api2')), // a route that belongs to one of several audiences
  authorize(anyOf(scopes('api1.admin'), claim('role', 'admin'))), // a challenge is that of the first
  authorize(allOf(scopes('api1.read'), isUser)), // a challenge asks for all scopes at once
  authorize((token) => isMember(token.subject)), // anything but true is 403
  // #endregion
]

function isUser(token: AccessToken): boolean {
  return token.principal === 'user'
}
