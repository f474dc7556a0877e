export * from '../token/check-header.js'
