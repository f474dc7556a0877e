import { type LocalAuthority, localApi } from '@portcullis/local-api'

interface Row {
  readonly claims: Readonly<Record<string, unknown>>
}

declare const keyStore: { publicKeys(): { keys: object[] } }
declare const tokens: { find(digestOrToken: string): Promise<Row | undefined> }
declare const clients: { isEnabled(id: string): Promise<boolean> }
declare const users: {
  isActive(id: string): Promise<boolean>
  rolesOf(id: string): Promise<readonly string[]>
}

// #region contract
export const authority: LocalAuthority = {
  issuer: 'https://identity.example.com',
  keys: () => keyStore.publicKeys(), // a new object when they change
  findReferenceToken: async (token) => (await tokens.find(token))?.claims,
  standing: async ({ clientId = '', subject }) => {
    if (!(await clients.isEnabled(clientId))) return 'client_removed'
    const isOfUser = subject !== undefined && subject !== clientId
    return !isOfUser || (await users.isActive(subject)) ? 'good' : 'user_deactivated'
  },
}
// #endregion

// #region claims
export const api = localApi({
  authority,
  scope: 'local-api',
  audience: 'local',
  transformToken: async ({ subject = '' }) => ({ roles: await users.rolesOf(subject) }),
})
// #endregion

// #region hosts
export const reachable = localApi({
  authority,
  scope: 'local-api',
  audience: 'local',
  allowedHosts: ['localhost', 'host.docker.internal'],
  allowedOrigins: ['https://app.example.com'],
})
// #endregion
