import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';

import { processLog, startServer } from '../support/server.js';
import { finished, finishedNode } from '../support/finished.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** The fields of package.json or of an OpenAPI document that hold its version. */
type Versioned = Readonly<{ version?: string; info?: Readonly<{ version: string }> }>;

describe('the documents for newcomers', () => {
  test('the OpenAPI document has no fault', async () => {
    const source = readFileSync(resolve(import.meta.dirname, 'openapi.generated.json'), 'utf8');
    const config = await createConfig({
      extends: ['recommended'],
      rules: { 'operation-4xx-response': 'off', 'security-defined': 'off' },
    });
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  test('the OpenAPI document has the version of the package', () => {
    const versionIn = (file: string): unknown => {
      const { version, info } = JSON.parse(readFileSync(file, 'utf8')) as Versioned;
      return info?.version ?? version;
    };
    const document = resolve(import.meta.dirname, 'openapi.generated.json');
    expect(versionIn(document)).toBe(versionIn(join(ROOT, 'package.json')));
  });

  test('the curl lines of the README work as they are printed', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const lines = readme.split('\n').filter((line) => line.startsWith('curl '));
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-readme-'));
    const server = await startServer(folder);
    try {
      const answers = lines.map((line) => {
        const here = line.replaceAll('localhost:2180', new URL(server.url).host);
        const { stdout } = finished('bash', ['-c', `${here} --fail-with-body`], { cwd: ROOT });
        return JSON.parse(stdout) as { status?: number };
      });
      expect(lines).toHaveLength(10);
      expect(answers.map(({ status = 0 }) => status)).toEqual(lines.map(() => 0));
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('every step of the tour gives the expected result', () => {
    const { status, stdout } = finishedNode(
      ['--disable-warning=ExperimentalWarning', 'dist/apps/tour/src/main.js'],
      { cwd: ROOT, env: { ...process.env, ...processLog() } },
    );
    expect(stdout).toContain('Every step gave the expected result.');
    expect(status).toBe(0);
  });
});
