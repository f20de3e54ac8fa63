// Writes src/lua-sources.ts: the scripts of lua/ as text, each behind what it includes. A generated module rather than
// an import of .lua files, since it works unchanged in every bundler, test runner and TypeScript loader.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../lua/', import.meta.url))
const target = fileURLToPath(new URL('../src/lua-sources.ts', import.meta.url))

const nameOf = (path) =>
  relative(folder, path)
    .replace(/\.lua$/, '')
    .replaceAll(/[/-](.)/g, (_, letter) => letter.toUpperCase())

/** The code without comments, indentation and blank lines. */
const stripped = (source) =>
  source
    .replaceAll(/--\[\[.*?\]\]/gs, '')
    .split('\n')
    .filter((line) => !/^\s*(--|$)/.test(line))
    .map((line) => line.trim())
    .join('\n')

/** Code as the inside of a template literal. */
const escaped = (code) => code.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')

const read = async (path) => {
  const source = await readFile(path, 'utf8')
  const includes = [...source.matchAll(/^--- @include (\S+)$/gm)].map(([, name]) =>
    resolve(dirname(path), `${name}.lua`),
  )
  return { path, includes, code: stripped(source), isScript: /^KEYS /m.test(source) }
}

const paths = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.lua')).sort()
const files = new Map(
  await Promise.all(paths.map(async (name) => [join(folder, name), await read(join(folder, name))])),
)

/** What a file includes, directly or not, each once and in order, and the file itself. */
const closureOf = (path, seen = new Set()) => {
  for (const included of files.get(path).includes) closureOf(included, seen)
  return seen.add(path)
}

const text = [
  '/** Generated from lua/ by `npm run bundle-lua`: the scripts as they are sent to Redis. Read and change them there. */\n',
]
const scripts = [...files.values()].filter(({ isScript }) => isScript)
const parts = [...files.values()].filter(({ isScript }) => !isScript)
for (const { path, code } of parts) text.push(`const ${nameOf(path)} = \`\n${escaped(code)}\`\n`)
for (const { path, code } of scripts) {
  const included = [...closureOf(path)].slice(0, -1).map((part) => `\${${nameOf(part)}}`)
  text.push(`export const ${nameOf(path)} = \`${included.join('')}\n${escaped(code)}\`\n`)
}

if (process.argv.includes('--print')) process.stdout.write(text.join('\n'))
else await writeFile(target, text.join('\n'))
