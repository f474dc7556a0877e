import { measuredOf, sizeOf, sizePartsOfCore } from '@portcullis-tooling/checks/sizes'
import { isPublic, packagesIn } from '@portcullis-tooling/checks/workspace'
import { top } from '@portcullis-tooling/scripts/process'

/** Where the bytes of the guard are. */
export function measureSizeParts() {
  const core = packagesIn(top).find(({ manifest }) => manifest.name === '@portcullis/core')
  if (core === undefined) throw new Error('There is no core')
  return sizePartsOfCore(core.folder)
}

/** The sizes of every package that is published, from its `dist/`. */
export async function measureSizes() {
  const sizes = []
  for (const found of packagesIn(top).filter(isPublic)) {
    const { name, peerDependencies = {} } = found.manifest
    for (const measured of measuredOf(name)) {
      sizes.push(await sizeOf(found.folder, measured, Object.keys(peerDependencies)))
    }
  }
  return sizes
}
