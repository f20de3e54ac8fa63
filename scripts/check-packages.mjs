// Checks the published packages as their users get them: packed, linted, installed into an empty folder, and there the
// examples of the README are type-checked and run, as an ES module and as CommonJS, and so is the example of an adapter;
// feed-bench runs there too.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Has no classic compiler API, so the build stays on TypeScript 5; users of it are supported all the same. */
const NEXT_TYPESCRIPT = '7.0.2'

/** Whoever writes an adapter has the published packages and nothing beside them: so has this example. */
const ADAPTER_EXAMPLE = 'write-your-own-adapter'

/** Has no entry that could be imported: it is run. */
const PROGRAM = 'feed-bench'

const root = fileURLToPath(new URL('..', import.meta.url))
const readJson = async (...path) => JSON.parse(await readFile(join(root, ...path), 'utf8'))
const { devDependencies, overrides } = await readJson('package.json')

const headline = (text) => console.log(`\n--- ${text}`)

const run = (command, args, options) => {
  const shell = process.platform === 'win32' && command === 'npm'
  return execFileSync(command, args, { cwd: root, stdio: 'inherit', shell, timeout: 300_000, ...options })
}
const runNode = (args, options) => run(process.execPath, args, options)
const tool = (name, path) => join(root, 'node_modules', name, path)
const install = (folder, ...args) => run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', ...args])

const published = []
for (const folder of await readdir(join(root, 'packages'))) {
  const manifest = await readJson('packages', folder, 'package.json')
  if (manifest.private !== true) published.push(manifest.name)
}

const pack = (name, destination) => {
  const args = ['pack', '--json', '--workspace', name, '--pack-destination', destination]
  const [{ filename }] = JSON.parse(run('npm', args, { stdio: ['ignore', 'pipe', 'inherit'] }).toString())
  return join(destination, filename)
}

/** The ```ts blocks of a page: programs, and tests where they use the conformance suite. */
const examplesOf = (markdown) => {
  const codes = [...markdown.matchAll(/^```ts\r?\n(.*?)^```/gms)].map(([, code]) => code)
  if (codes.length === 0) throw new Error('README.md has no ```ts block')
  return codes.map((code, index) => ({
    name: `readme${index}`,
    code,
    isTest: code.includes('@feed-engine/conformance'),
  }))
}

const transpile = (code, module) =>
  ts.transpileModule(code, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText

const writeConsumer = async (folder, tarballs, examples) => {
  const files = {
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      dependencies: tarballs,
      devDependencies: Object.fromEntries(
        ['@types/node', 'typescript', 'vite', 'vitest'].map((name) => [name, devDependencies[name]]),
      ),
      overrides,
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        target: 'ES2022',
        module: 'NodeNext',
        types: ['node'],
      },
      files: [...examples.map(({ name }) => `${name}.ts`), 'packages.ts'],
    }),
    'packages.ts': published.map((name, index) => `export * as package${index} from '${name}'\n`).join(''),
    'loads.test.mjs': [
      `import { expect, test } from 'vitest'`,
      `test.each(${JSON.stringify(published)})('%s loads', async (name) => {`,
      `  expect(Object.keys(await import(name))).not.toEqual([])`,
      `})`,
    ].join('\n'),
  }
  for (const { name, code, isTest } of examples) {
    files[`${name}.ts`] = code
    files[isTest ? `${name}.test.mjs` : `${name}.mjs`] = transpile(code, ts.ModuleKind.ESNext)
    files[`${name}.cjs`] = `(async () => {\n${transpile(code, ts.ModuleKind.CommonJS)}\n})()\n`
  }
  await mkdir(folder)
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
}

/** Sources and tests of an example, in a folder below the one that has the packages. */
const copyExample = async (name, consumer) => {
  const folder = join(consumer, name)
  for (const part of ['src', 'test'])
    await cp(join(root, 'examples', name, part), join(folder, part), { recursive: true })
  const { compilerOptions } = await readJson('tsconfig.base.json')
  const config = { compilerOptions: { ...compilerOptions, noEmit: true }, include: ['src', 'test'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
}

/** The compiler's script, or undefined where the registry at hand cannot deliver it for this platform. */
const installNextTypescript = async (folder) => {
  await mkdir(folder)
  try {
    install(folder, `typescript@${NEXT_TYPESCRIPT}`)
    const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc')
    runNode([compiler, '--version'])
    return compiler
  } catch {
    return undefined
  }
}

const folder = await mkdtemp(join(tmpdir(), 'feed-engine-packages-'))
try {
  headline('build')
  run('npm', ['run', 'build'])

  const tarballs = {}
  for (const name of published) {
    headline(`${name}: pack, publint, are the types wrong`)
    const tarball = pack(name, folder)
    tarballs[name] = `file:${tarball}`
    runNode([tool('publint', 'src/cli.js'), 'run', tarball, '--strict'])
    runNode([tool('@arethetypeswrong/cli', 'dist/index.js'), tarball, '--no-emoji', '--no-color'])
  }

  headline(`${PROGRAM}: pack, publint`)
  const program = pack(PROGRAM, folder)
  runNode([tool('publint', 'src/cli.js'), 'run', program, '--strict'])

  headline('install the tarballs into an empty folder')
  const consumer = join(folder, 'consumer')
  const examples = examplesOf(await readFile(join(root, 'README.md'), 'utf8'))
  await writeConsumer(consumer, { ...tarballs, [PROGRAM]: `file:${program}` }, examples)
  await copyExample(ADAPTER_EXAMPLE, consumer)
  install(consumer)

  for (const { name } of examples.filter(({ isTest }) => !isTest)) {
    for (const file of [`${name}.mjs`, `${name}.cjs`]) {
      headline(`example of the README: ${file}`)
      runNode([file], { cwd: consumer, timeout: 60_000 })
    }
  }
  headline(
    `every package loads in a test runner; the examples that are tests pass, and the tests of ${ADAPTER_EXAMPLE}`,
  )
  runNode([join('node_modules', 'vitest', 'vitest.mjs'), 'run'], { cwd: consumer })

  headline(`${PROGRAM} measures, in processes of its own too`)
  const quickly = ['--tiny', '--rounds', '1', '--profile', 'embedded', '--no-calibration', '--html', 'bench.html']
  const workloads = ['memory', 'lanes']
  runNode([join('node_modules', PROGRAM, 'bin', `${PROGRAM}.js`), ...workloads, ...quickly], {
    cwd: consumer,
    stdio: ['ignore', 'ignore', 'inherit'],
  })

  headline(`types of the packages and the examples under TypeScript ${devDependencies.typescript}`)
  for (const project of ['.', ADAPTER_EXAMPLE]) {
    runNode([join('node_modules', 'typescript', 'bin', 'tsc'), '--project', project], { cwd: consumer })
  }
  headline(`types of the packages and the examples under TypeScript ${NEXT_TYPESCRIPT}`)
  const next = await installNextTypescript(join(folder, 'typescript-next'))
  if (next === undefined) console.log('skipped: it cannot be installed here')
  else runNode([next], { cwd: consumer })

  headline(`${published.length + 1} packages are fine`)
} finally {
  if (existsSync(folder)) await rm(folder, { recursive: true, force: true })
}
