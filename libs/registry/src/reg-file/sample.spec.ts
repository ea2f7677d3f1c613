import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree } from '../tree/tree.js';
import { valueType } from '../values/value-bytes.js';
import { REGISTRY_TYPES } from '../values/value-types.js';
import { viewKey } from '../tree/view.js';
import { effectiveKey } from '../wow64/wow64.js';
import { parseRegFile } from './parse.js';
import { encodeRegFile, renderRegFile } from './render.js';

const SAMPLE = readFileSync(resolve(import.meta.dirname, '../../../../samples/sql-server.reg'));
const ROOTS = [
  'SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER',
  'SOFTWARE\\Wow6432Node\\Microsoft\\MSSQLServer\\Client',
  'SYSTEM\\CurrentControlSet\\Services\\MSSQLSERVER',
];

/** All lines but headers and blank lines. */
const linesOf = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('utf16le')
    .split('\r\n')
    .filter((line) => line !== '' && !line.endsWith('Version 5.00'))
    .sort();

const changes = parseRegFile(SAMPLE);
const values = changes.flatMap((change) => (change.op === 'set' ? [change] : []));

describe('the sample', () => {
  test('has the number of keys and values of its description', () => {
    expect(changes.filter(({ op }) => op === 'create-key')).toHaveLength(79);
    expect(values).toHaveLength(318);
  });

  test('has the port that every document names', () => {
    const key = `${ROOTS[0]}\\MSSQLServer\\SuperSocketNetLib\\Tcp\\IPAll`;
    expect(values.find((change) => change.key === key && change.name === 'TcpPort')?.value).toEqual(
      {
        type: 'REG_SZ',
        text: '1433',
      },
    );
  });

  test('has a value of each type', () => {
    const types = new Set(values.map(({ value }) => valueType(value)));
    expect([...types]).toEqual(expect.arrayContaining(Object.values(REGISTRY_TYPES)));
    expect([...types].filter((type) => type > REGISTRY_TYPES.REG_QWORD)).toHaveLength(2);
  });

  test('is rendered with the same lines, in another order', () => {
    const tree = applyChanges(
      emptyTree,
      changes.map((change) => ({ ...change, key: effectiveKey(change.key, '64-bit') })),
    );
    const rendered = ROOTS.flatMap((key) => [
      ...renderRegFile(viewKey(tree, key, '64-bit'), { key, replace: false }),
    ]);
    const bytes = Buffer.concat([...encodeRegFile(rendered)]);
    expect(linesOf(bytes)).toEqual(linesOf(SAMPLE));
  });
});
