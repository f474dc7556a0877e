/**
 * `pnpm services:install`: the servers that tests put in front of and behind the APIs. Installs what is
 * missing where it is root on Debian; elsewhere says what is missing. Nothing is ever started by it.
 */
import {
  availablePackage,
  disableService,
  installPackages,
  isRootOnDebian,
  updatePackageList,
} from './debian.mjs'
import { findService } from './find-service.mjs'
import { services } from './services.mjs'

/** @import { Service } from './services.mjs' */

/** @param {boolean} [optional] Whether those count that nobody must have. */
function missing(optional = false) {
  return services.filter((service) => {
    return (optional || !service.optional) && findService(service.name) === undefined
  })
}

/** @param {readonly { name: string }[]} list */
function names(list) {
  return list.map(({ name }) => name).join(', ')
}

/** @param {readonly Service[]} wanted */
async function install(wanted) {
  if (!(await updatePackageList()))
    console.log('The list of packages could not be brought up to date.')
  const packages = await Promise.all(wanted.map((service) => availablePackage(service.packages)))
  const available = packages.filter((name) => name !== undefined)
  if (available.length === 0 || !(await installPackages(available))) return
  const installed = wanted.filter(({ name }) => findService(name) !== undefined)
  for (const { name } of installed) await disableService(name)
  console.log(`Installed, and started nothing: ${names(installed)}`)
}

/** @returns {Promise<boolean>} Whether everything that must be there is there. */
async function ensure() {
  if (missing().length === 0) {
    console.log(`There already: ${names(services.filter(({ name }) => findService(name)))}`)
    return true
  }
  const canInstall = isRootOnDebian()
  if (canInstall) await install(missing(true))
  const left = missing()
  if (left.length === 0) return true
  const why = canInstall
    ? 'apt-get did not bring them.'
    : 'This command installs them only as root on Debian; elsewhere your system has other ways.'
  console.log(`Not installed: ${names(left)}. ${why} Tests that need them are skipped.`)
  return false
}

const complete = await ensure()
// By hand it is an offer; where everything is checked, a gap would pass for a proof.
process.exitCode = complete || process.env.CI !== 'true' ? 0 : 1
