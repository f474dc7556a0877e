import { createResourceServer } from '@portcullis/core'

export const lines: string[] = []
const log = (line: object) => void lines.push(JSON.stringify(line))

// #region hooks
export const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  onAccess: ({ method, path, clientId, binding }) => log({ method, path, clientId, binding }),
  onDenial: ({ method, path, reason }) => log({ method, path, code: reason.code }),
  onBreakdown: ({ reason }) => log({ code: reason.code, cause: String(reason.cause) }),
})
// #endregion
