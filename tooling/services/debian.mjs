import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { capture, show } from '@portcullis-tooling/scripts/process'

const env = { DEBIAN_FRONTEND: 'noninteractive' }
const apt = ['apt-get', '--quiet', '-o', 'DPkg::Lock::Timeout=120']

/** Asked by Debian's packages before they start a service; 101 is a no. */
const policy = '/usr/sbin/policy-rc.d'
const aside = `${policy}.set-aside`
const refusal =
  '#!/bin/sh\n# Put here by pnpm services:install, for as long as it runs.\nexit 101\n'

/** Whether packages can be installed here without asking anybody. */
export function isRootOnDebian() {
  return (
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
  )
}

/** Asks for what there is to install. */
export async function updatePackageList() {
  return (await show([...apt, 'update'], { env })) === 0
}

/**
 * The first of some packages that Debian has here.
 * @param {readonly string[]} packages
 */
export async function availablePackage(packages) {
  for (const name of packages) {
    const { code, stdout } = await capture(['apt-cache', 'show', '--no-all-versions', name])
    if (code === 0 && stdout !== '') return name
  }
  return undefined
}

/**
 * Installs packages and starts none of their services, neither now nor at the next boot.
 * @param {readonly string[]} packages
 */
export async function installPackages(packages) {
  const command = [...apt, 'install', '--yes', '--no-install-recommends', ...packages]
  const installed = await withoutServices(() => show(command, { env }))
  return installed === 0
}

/**
 * @param {string} service
 */
export async function disableService(service) {
  await capture(['update-rc.d', service, 'disable'])
}

/**
 * @template T
 * @param {() => Promise<T>} install
 */
async function withoutServices(install) {
  const forgetSignals = outliveSignals()
  await setPolicyAside()
  await writeFile(policy, refusal, { mode: 0o755 })
  try {
    return await install()
  } finally {
    await rm(policy)
    if (existsSync(aside)) await rename(aside, policy)
    forgetSignals()
  }
}

/** Unless what is there is our own, from a run that was killed. */
async function setPolicyAside() {
  const present = await readFile(policy, 'utf8').catch(() => undefined)
  if (present !== undefined && present !== refusal) await rename(policy, aside)
}

/** Ctrl-C reaches apt-get as well, which ends in order; what was there is put back after that. */
function outliveSignals() {
  const wait = () => console.log('Waiting for apt-get to end …')
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, wait)
  return () => {
    for (const signal of signals) process.off(signal, wait)
  }
}
