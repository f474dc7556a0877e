import { startTestIssuer } from '@portcullis/testing'

// #region onASocket
const issuer = await startTestIssuer({ path: '/tenant' }) // issuer.issuer is http://127.0.0.1:PORT/tenant
await issuer.stop() // connections are refused from now on
await issuer.restart() // the same port, the same keys
await issuer.close()
// #endregion
