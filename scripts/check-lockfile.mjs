// package-lock.json has to install anywhere: it names no registry, and it knows the platform packages of all platforms.
import { readFile } from 'node:fs/promises'

const { packages } = JSON.parse(await readFile(new URL('../package-lock.json', import.meta.url), 'utf8'))

/** The entry that Node would find for `name` from the folder `from`. */
const lookUp = (from, name) => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const entry = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]
    if (entry !== undefined || folder === '') return entry
  }
}

const isExact = (range) => /^\d+\.\d+\.\d+[\w.+-]*$/.test(range)
const problems = []

for (const [path, entry] of Object.entries(packages)) {
  if (entry.resolved !== undefined && entry.link !== true) problems.push(`${path}: has the address it was resolved to`)
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const found = lookUp(path, name)
    if (found === undefined) problems.push(`${path}: ${name}@${range} is missing`)
    else if (isExact(range) && found.version !== range) problems.push(`${path}: ${name}@${range} is ${found.version}`)
  }
}

for (const problem of problems) console.error(`package-lock.json: ${problem}`)
if (problems.length > 0) process.exit(1)
console.log(`package-lock.json: ${Object.keys(packages).length} entries, installable on every platform`)
