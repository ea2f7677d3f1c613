/** What may import what. Read a rule as: nothing in `from` may reach anything in `to`. */
const code = (library) => ({ path: `^libs/${library}/`, pathNot: '(\\.spec\\.ts$|/testing/)' });
/** Everything in the workspace but the named libraries. */
const othersThan = (...libraries) => ({
  path: '^(apps|libs|test)/',
  pathNot: libraries.map((library) => `^libs/${library}/`),
});
const only = (library, ...libraries) => ({
  name: `${library}-knows-only-${libraries.join('-') || 'itself'}`,
  severity: 'error',
  from: code(library),
  to: othersThan(library, ...libraries),
});
/** Frameworks and packages: only the applications and adapters may know one. */
const PACKAGES = 'node_modules/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('clusapi'),
    only('runtime'),
    only('registry', 'clusapi'),
    only('domain', 'clusapi', 'registry'),
    only('event-store'),
    only('event-store-sqlite', 'event-store'),
    only('event-store-esdb', 'event-store'),
    only('backups', 'domain', 'event-store', 'clusapi', 'registry'),
    only('processes', 'domain', 'event-store', 'clusapi', 'registry'),
    only('read-models', 'domain', 'event-store', 'clusapi', 'registry'),
    only(
      'application',
      'backups',
      'domain',
      'event-store',
      'processes',
      'read-models',
      'clusapi',
      'registry',
    ),
    only(
      'engine',
      'backups',
      'event-store-sqlite',
      'event-store-esdb',
      'processes',
      'read-models',
      'domain',
      'event-store',
      'clusapi',
      'registry',
    ),
    {
      name: 'the-engine-names-the-adapters',
      comment: 'a copy and a bench open stores, too',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: '^(libs/(engine|event-store-sqlite|event-store-esdb)|apps/(copy|bench))/',
      },
      to: { path: '^libs/event-store-(sqlite|esdb)/' },
    },
    {
      name: 'the-domain-touches-nothing-outside',
      comment: 'no package, no Node module: time, ids and bytes are arguments',
      severity: 'error',
      from: { path: '^libs/domain/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { path: [PACKAGES], dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'the-domain-uses-no-node-module',
      severity: 'error',
      from: { path: '^libs/domain/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'clusapi-and-registry-are-free-of-frameworks',
      comment: 'node:crypto is the one Node module: sha-256 is a pure function',
      severity: 'error',
      from: { path: '^libs/(clusapi|registry)/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: '^(node:)?(crypto|buffer)$' },
    },
    {
      name: 'libraries-are-free-of-frameworks',
      severity: 'error',
      from: { path: '^libs/', pathNot: '(^libs/application/|\\.spec\\.ts$|/testing/)' },
      to: { path: `${PACKAGES}(@nestjs|rxjs|fastify|@fastify|class-validator|class-transformer)/` },
    },
    {
      name: 'use-cases-know-no-http',
      comment: 'commands and queries go over the bus of @nestjs/cqrs; @nestjs/common injects',
      severity: 'error',
      from: { path: '^libs/application/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: {
        path: `${PACKAGES}(@nestjs|rxjs|fastify|@fastify|class-validator|class-transformer)/`,
        pathNot: `${PACKAGES}@nestjs/(cqrs|common)/`,
      },
    },
    {
      name: 'eventstoredb-stays-in-its-adapter',
      comment: 'the bench measures the bare client too',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^(libs/event-store-esdb|apps/bench)/' },
      to: { path: `${PACKAGES}(@eventstore|@grpc|google-protobuf)/` },
    },
    {
      name: 'through-the-front-door',
      comment: 'a library is imported by its index, never by a file inside it',
      severity: 'error',
      from: { path: '^(apps|test|libs)/([^/]+)/' },
      to: {
        path: '^libs/[^/]+/(src|testing)/',
        pathNot: ['^libs/$2/', '^libs/[^/]+/(src|testing)/index\\.ts$'],
      },
    },
    {
      name: 'testing-stays-in-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { path: '/testing/' },
    },
    {
      name: 'no-app-to-app',
      comment: 'the bench measures the API from within',
      severity: 'error',
      from: { path: '^(apps/[^/]+)/', pathNot: '^apps/bench/' },
      to: { path: '^apps/', pathNot: '^$1/' },
    },
    {
      name: 'the-console-speaks-http-only',
      comment: 'it knows the API by the types that are generated from the OpenAPI document',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { path: '^(apps|libs|test)/', pathNot: '^apps/console/' },
    },
    {
      name: 'views-know-no-other-view',
      comment: 'each view is loaded when it is opened; what several need is in a room of its own',
      severity: 'error',
      from: { path: '^apps/console/src/views/([^/]+)/' },
      to: { path: '^apps/console/src/(views/|shell/)', pathNot: '^apps/console/src/views/$1/' },
    },
    {
      name: 'parts-of-the-console-know-no-view',
      severity: 'error',
      from: {
        path: '^apps/console/src/(api|moment|ui|actions|cluster|losses|words|comparing|filtering|places)/',
      },
      to: { path: '^apps/console/src/(views|shell)/' },
    },
    {
      name: 'a-copy-is-made-through-the-port',
      comment:
        'only what opens the two places knows which stores there are; the domain names the streams',
      severity: 'error',
      from: { path: '^apps/copy/', pathNot: '(\\.spec\\.ts$|/(main|run|open-place)\\.ts$)' },
      to: { path: '^libs/', pathNot: '^libs/(event-store|domain)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The rivals of a bench are a package of their own, installed on demand.
    exclude: { path: ['^dist/', '^apps/bench/rivals/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
