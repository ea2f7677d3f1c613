import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { finishedNode } from '../support/finished.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** One planted file for each rule, with the import that the rule forbids. */
const PLANTED: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['clusapi-knows-only-itself', 'libs/clusapi/src/planted.ts', `import '#registry';`],
  ['registry-knows-only-clusapi', 'libs/registry/src/planted.ts', `import '#domain';`],
  ['domain-knows-only-clusapi-registry', 'libs/domain/src/planted.ts', `import '#event-store';`],
  ['the-domain-uses-no-node-module', 'libs/domain/src/planted.ts', `import 'node:fs';`],
  ['event-store-knows-only-itself', 'libs/event-store/src/planted.ts', `import '#domain';`],
  [
    'event-store-sqlite-knows-only-event-store',
    'libs/event-store-sqlite/src/planted.ts',
    `import '#domain';`,
  ],
  [
    'event-store-esdb-knows-only-event-store',
    'libs/event-store-esdb/src/planted.ts',
    `import '#domain';`,
  ],
  [
    'eventstoredb-stays-in-its-adapter',
    'apps/api/src/planted.ts',
    `import '@eventstore/db-client';`,
  ],
  [
    'read-models-knows-only-domain-event-store-clusapi-registry',
    'libs/read-models/src/planted.ts',
    `import '#processes';`,
  ],
  ['libraries-are-free-of-frameworks', 'libs/processes/src/planted.ts', `import '@nestjs/common';`],
  [
    'through-the-front-door',
    'apps/api/src/planted.ts',
    `import '../../../libs/domain/src/state/cluster-state.js';`,
  ],
  ['testing-stays-in-tests', 'libs/registry/src/planted.ts', `import '../testing/model.js';`],
  ['the-console-speaks-http-only', 'apps/console/src/planted.ts', `import '#registry';`],
  [
    'views-know-no-other-view',
    'apps/console/src/views/now/planted.ts',
    `import '../../shell/routes.js';`,
  ],
  [
    'parts-of-the-console-know-no-view',
    'apps/console/src/ui/planted.ts',
    `import '../views/now/now.route.js';`,
  ],
  ['a-copy-is-made-through-the-port', 'apps/copy/src/planted.ts', `import '#event-store-sqlite';`],
];

describe('the boundaries between the rooms', () => {
  let copy: string;

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'tidemark-boundaries-'));
    for (const name of ['apps', 'libs', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    mkdirSync(join(copy, 'test'));
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  });

  afterEach(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  test('every planted violation is found by the rule that forbids it', () => {
    PLANTED.forEach(([, file, source], index) => {
      writeFileSync(join(copy, file.replace('planted', `planted-${index}`)), `${source}\n`);
    });
    const { stdout } = finishedNode(
      [
        'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
        'apps',
        'libs',
        '--output-type',
        'json',
      ],
      { cwd: copy },
    );
    const report = JSON.parse(stdout) as {
      summary: { violations: { from: string; rule: { name: string } }[] };
    };
    const found = report.summary.violations.map(({ from, rule }) => `${rule.name} in ${from}`);
    const planted = PLANTED.map(
      ([rule, file], index) => `${rule} in ${file.replace('planted', `planted-${index}`)}`,
    );
    expect(found).toEqual(expect.arrayContaining(planted));
    expect(found.filter((violation) => !violation.includes('planted'))).toEqual([]);
  });
});
