export * from '../issuer/verify-jws.js'
