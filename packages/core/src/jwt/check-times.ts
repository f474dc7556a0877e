export * from '../token/check-times.js'
