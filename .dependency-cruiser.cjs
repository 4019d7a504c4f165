// `npm test` checks how the folders of src/ import each other, type imports included: see CONTRIBUTING.md.

/** One way through: what each folder of src/ may import from, besides itself. */
const MAY_IMPORT = {
  common: [],
  spec: ['common'],
  network: ['common', 'spec'],
  graph: ['common', 'spec', 'network'],
  engine: ['common', 'spec', 'network', 'graph'],
  data: ['common', 'spec'],
  run: ['common', 'spec', 'network', 'data'],
  inference: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run'],
  train: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run'],
  verify: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'train'],
  sweep: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'train', 'verify'],
  report: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'train', 'verify', 'sweep'],
  // prettier-ignore
  library: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'inference', 'train', 'verify', 'sweep', 'report'],
  // prettier-ignore
  cli: ['common', 'spec', 'network', 'graph', 'engine', 'data', 'run', 'inference', 'train', 'verify', 'sweep', 'report', 'library'],
};

const directions = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `${folder}-imports-only-from-its-left`,
  severity: 'error',
  comment: `src/${folder} imports only from ${allowed.map((name) => `src/${name}`).join(', ') || 'itself'}.`,
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [folder, ...allowed].map((name) => `^src/${name}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Files import each other in a circle; a type import counts.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-set-up-from-scripts',
      severity: 'error',
      comment: 'Of the scripts, src/ imports only the set-up.',
      from: { path: '^src/' },
      to: { path: '^(scripts|test|bin)/', pathNot: '^scripts/setup/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
