export {
  type CredentialRules,
  type Credentials,
  type NoCredentials,
  type PresentedCredentials,
  readCredentials,
  type Scheme,
} from './read-credentials.js'
