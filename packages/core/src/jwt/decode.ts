export * from '../token/decode-jws.js'
