/**
 * The layer rules of the repository, checked by `npm run lint`. CONTRIBUTING.md explains the layers.
 * @type {import('dependency-cruiser').IConfiguration}
 */

/** Layers of shared/ in order: each may import those before it, and its own files. */
const LAYERS = [
  ['core'],
  ['azure'],
  ['foundry'],
  ['http'],
  ['jobs'],
  ['tools', 'ingestion', 'evaluations'],
  ['config'],
  ['operations'],
];

const names = LAYERS.flat();

/** One rule for each folder of shared/: it must not import a folder of its own rank or of a later one. */
const layerRules = LAYERS.flatMap((layer, rank) =>
  layer
    .map((folder) => {
      const forbidden = LAYERS.slice(rank)
        .flat()
        .filter((name) => name !== folder);
      return {
        name: `shared-${folder}-imports-lower-layers-only`,
        comment: `shared/${folder} may import ${
          LAYERS.slice(0, rank)
            .flat()
            .map((name) => `shared/${name}`)
            .join(', ') || 'no other folder of shared/'
        }.`,
        severity: 'error',
        from: { path: `^shared/${folder}/` },
        to: { path: `^shared/(${forbidden.join('|')})/` },
      };
    })
    .filter((rule) => !rule.to.path.includes('()')),
);

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycle-between-files',
      comment:
        'Two modules that import each other, by value or by type, are one idea in two files, or a missing third module.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-cycle-between-folders',
      comment:
        'A folder is a layer or a feature: if two need each other, move the shared part below both, or pass it in.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A module that nothing imports is dead, unless a command, a host or a test runner starts it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '^(local|test)/',
          '^packages/[^/]+/(test|src/main)',
          '^packages/foundry-emulator/src/(index|.*-worker|admin/console/page)[.]',
          '\\.config\\.',
          '^examples/',
          '^functions/tools/sample/',
        ],
      },
      to: {},
    },
    {
      name: 'shared-in-known-layers',
      comment: `A new folder of shared/ needs a place among the layers: ${names.join(', ')}.`,
      severity: 'error',
      from: {},
      to: { path: '^shared/', pathNot: `^shared/(${names.join('|')})/` },
    },
    {
      name: 'shared-knows-no-host',
      comment: 'shared/ is the domain: it runs without a Functions host. Triggers belong in functions/.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: ['^functions/', '^node_modules/(@azure/functions|durable-functions)/'] },
    },
    {
      name: 'deployed-code-stays-apart',
      comment: 'What is deployed must not import the local platform, a package of it, or a test.',
      severity: 'error',
      from: { path: ['^functions/', '^shared/', '^foundry\\.config\\.ts$'] },
      to: { path: ['^local/', '^packages/', '^test/'] },
    },
    {
      name: 'packages-stand-alone',
      comment:
        'The source of a package is published: it may import shared/core, which is bundled into it, and nothing else of the repository.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/' },
      to: {
        path: '^(functions|shared|local|test|packages|foundry\\.config)',
        pathNot: ['^packages/$1/src/', '^packages/$1/node_modules/', '^shared/core/'],
      },
    },
    {
      name: 'production-imports-no-development-package',
      comment: 'What is deployed may import only what package.json lists under dependencies.',
      severity: 'error',
      from: { path: ['^functions/', '^shared/'] },
      to: { dependencyTypes: ['npm-dev'], pathNot: '/node_modules/@types/' },
    },
    {
      name: 'resolvable',
      comment: 'Every import must lead to a file. numfmt names a file for require that it does not ship.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(@azure/functions-core|numfmt)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: [
        '(^|/)(dist|\\.local|coverage)/',
        '^packages/functions-host/test/conformance/',
        // Its packages are installed on demand.
        '^packages/foundry-emulator/test/clients/(programs|node_modules)/',
        '^test/mcp-clients/(programs|node_modules)/',
      ],
    },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.d.ts', '.json'],
    },
  },
};
