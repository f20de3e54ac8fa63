import { spawnSync } from 'node:child_process'
import { findOnPath, MissingPrerequisites, type Prerequisite } from './prerequisites'

/** Makes sure that all of them are installed, installs them where that is allowed, and throws one clear line otherwise. */
export function provide(prerequisites: Iterable<Prerequisite>, mayInstall = installationIsAllowed()): void {
  const missing = missingOf(prerequisites)
  if (missing.length > 0 && mayInstall) installPackages(missing.map(({ debianPackage }) => debianPackage))

  const stillMissing = missingOf(missing)
  if (stillMissing.length > 0) throw new MissingPrerequisites(stillMissing)
}

const missingOf = (prerequisites: Iterable<Prerequisite>): Prerequisite[] =>
  [...new Set(prerequisites)].filter((prerequisite) => prerequisite.find() === undefined)

/** Only a machine that was made for it: a build machine says so. */
function installationIsAllowed(): boolean {
  return process.env['FEED_ENGINE_INSTALL'] === '1' && process.getuid?.() === 0 && findOnPath('apt-get') !== undefined
}

/** Services that a package starts for the whole system are neither used nor touched. */
function installPackages(packages: readonly string[]): void {
  console.error(`installing: ${packages.join(' ')}`)
  aptGet('update')
  aptGet('install', '--yes', '--no-install-recommends', ...packages)
}

function aptGet(...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`)
}
