import type { ResourceServerOptions } from '@portcullis/core'
import { checkOptions } from './check-options.js'
import { dpopSettings } from './dpop-settings.js'
import { introspectionSettings } from './introspection-settings.js'
import { mtlsSettings, proxySettings } from './mtls-settings.js'
import { readChoice, readList, readNumber, readText, type Variables } from './read.js'

/** The part of a guard's options that the environment decides. */
export type GuardSettings = ResourceServerOptions & { readonly issuers: readonly string[] }

/** Reads what the guard is made of, one variable after the other. */
export function guardSettings(variables: Variables): GuardSettings {
  const issuers = readList(
    variables,
    'ISSUER',
    'the issuer identifier, as in https://id.example.com',
  )
  checkOptions('ISSUER', { issuers, audience: null })
  const audience = readList(variables, 'AUDIENCE', 'the name of this API at its issuer, as in api1')
  const base = { issuers, audience }
  checkOptions('AUDIENCE', base)
  const proxies = { ...base, ...proxySettings(variables, base) }
  const settings = {
    ...proxies,
    ...publicUrl(variables, base),
    ...realm(variables, base),
    ...allowedHosts(variables, base),
    ...clockTolerance(variables, base),
    ...introspectionSettings(variables),
    ...dpopSettings(variables, base),
    ...mtlsSettings(variables, proxies),
  }
  return { ...settings, ...profile(variables, settings) }
}

function profile(variables: Variables, settings: ResourceServerOptions) {
  const name = readChoice(variables, 'PROFILE', ['none', 'rfc9068', 'fapi2'])
  if (name === 'none') return {}
  checkOptions('PROFILE', { ...settings, profile: name })
  return { profile: name }
}

function publicUrl(variables: Variables, base: ResourceServerOptions) {
  const publicUrl = readText(variables, 'PUBLIC_URL')
  if (publicUrl === undefined) return {}
  checkOptions('PUBLIC_URL', { ...base, publicUrl })
  return { publicUrl }
}

function realm(variables: Variables, base: ResourceServerOptions) {
  const realm = readText(variables, 'REALM')
  if (realm === undefined) return {}
  checkOptions('REALM', { ...base, realm })
  return { realm }
}

function allowedHosts(variables: Variables, base: ResourceServerOptions) {
  const allowedHosts = readText(variables, 'ALLOWED_HOSTS')?.split(/\s+/)
  if (allowedHosts === undefined) return {}
  checkOptions('ALLOWED_HOSTS', { ...base, allowedHosts })
  return { allowedHosts }
}

function clockTolerance(variables: Variables, base: ResourceServerOptions) {
  const clockToleranceSeconds = readNumber(variables, 'CLOCK_TOLERANCE_SECONDS')
  if (clockToleranceSeconds === undefined) return {}
  checkOptions('CLOCK_TOLERANCE_SECONDS', { ...base, clockToleranceSeconds })
  return { clockToleranceSeconds }
}
