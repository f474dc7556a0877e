export {}

// #region claims
declare module '@portcullis/core' {
  interface AccessTokenClaims {
    readonly tenant?: string
  }
}
// #endregion
