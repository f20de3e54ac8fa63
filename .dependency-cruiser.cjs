/** Which way imports may point. Type-only imports count. */
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** The folders of the core, bottom first: each may import those before it, and those on its own line nothing of each other. */
const LAYERS = [
  ['model'],
  ['ports'],
  ['runtime'],
  ['validate'],
  ['ids'],
  ['codec', 'cursor', 'policy', 'process-cache', 'signals'],
  ['scoring'],
  ['api'],
  ['context'],
  ['invalidation'],
  ['pull', 'hydrate', 'profiles', 'readers', 'counters'],
  ['timeline'],
  ['read', 'write', 'relay', 'fanout'],
  ['ranking', 'discovery'],
  ['interactions'],
  ['engine'],
]

const layersOfTheCore = () =>
  LAYERS.flatMap((layer, index) =>
    layer.map((folder) => {
      const below = [folder, ...LAYERS.slice(0, index).flat()].join('|')
      return error(
        `layer-${folder}`,
        `core/src/${folder} imports only what lies below it.`,
        { path: `^packages/core/src/${folder}/` },
        { path: '^packages/core/src/', pathNot: `^packages/core/src/(${below})/` },
      )
    }),
  )

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    error('no-cycles', 'Files form no cycles.', {}, { circular: true }),
    error('no-unresolved', 'Every import resolves.', {}, { couldNotResolve: true }),
    error(
      'declared-dependencies',
      'A package declares what its sources import.',
      { path: '^(packages|examples)/[^/]+/src/|^benchmarks/src/' },
      // The tool takes the entry of an optional peer under `peerDependenciesMeta` for none.
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    ),
    error(
      'packages-by-name',
      'Another package is imported by its name, never file by file.',
      { path: '^packages/([^/]+)/|^(examples/[^/]+|benchmarks)/' },
      { path: '^packages/[^/]+/', pathNot: '^packages/($1)/|^packages/[^/]+/src/index[.]ts$|node_modules/' },
    ),
    error(
      'core-stands-alone',
      'The core imports no other workspace package: stores are reached by its ports.',
      { path: '^packages/core/src/' },
      { path: '^(packages|examples|benchmarks)/', pathNot: '^packages/core/src/|node_modules/' },
    ),
    error(
      'core-knows-no-client',
      'The core depends on no database, broker or framework.',
      { path: '^packages/core/src/' },
      { path: 'node_modules/', pathNot: 'node_modules/(p-limit|lru-cache)/' },
    ),
    error(
      'adapters-import-core-only',
      'An adapter imports the core: no other adapter, no suite.',
      { path: '^packages/(adapter-[^/]+)/src/' },
      { path: '^(packages|examples|benchmarks)/', pathNot: '^packages/(core|$1)/src/|node_modules/' },
    ),
    error(
      'conformance-imports-core-only',
      'The suite knows the ports, not their implementations.',
      { path: '^packages/conformance/src/' },
      { path: '^(packages|examples|benchmarks)/', pathNot: '^packages/(core|conformance)/src/|node_modules/' },
    ),
    ...layersOfTheCore(),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages/[^/]+|benchmarks)/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
