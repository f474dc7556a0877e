import { Breakdown, claim, createResourceServer } from '@portcullis/core'

/** A user store. */
export const users = {
  rolesOf: async (subject: string): Promise<readonly string[]> =>
    subject === 'user-1' ? ['editor'] : [],
}

// #region transform
export const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  policy: claim('roles', 'editor'),
  async transformToken({ subject, principal }) {
    if (subject === undefined || principal === 'client') return undefined
    try {
      return { roles: await users.rolesOf(subject) }
    } catch (cause) {
      throw new Breakdown('authority_failed', 'The user store is out of reach', { cause })
    }
  },
})
// #endregion
