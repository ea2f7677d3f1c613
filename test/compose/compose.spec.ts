import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { eventStores, processes, readCompose } from './compose-file.js';
import { faultsOf } from './compose-faults.js';
import { finishedNode } from '../support/finished.js';

const ROOT = resolve(import.meta.dirname, '../..');
const TEXT = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const FILE = readCompose(TEXT);

/** The faults that the schema of the Compose Specification, as dclint has it, finds in a file. */
const againstTheSpecification = (text: string): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-compose-'));
  try {
    const file = join(folder, 'docker-compose.yml');
    writeFileSync(file, text);
    const { stdout } = finishedNode(
      ['node_modules/dclint/bin/dclint.cjs', file, '--formatter', 'json'],
      { cwd: ROOT },
    );
    const [report] = JSON.parse(stdout) as { messages: { rule: string; message: string }[] }[];
    return (report?.messages ?? [{ rule: 'invalid', message: 'nothing was read' }])
      .filter(({ rule }) => rule.startsWith('invalid') || rule === 'unknown-error')
      .map(({ message }) => message);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A copy of the file with a fault in it. */
const planted = (from: string | RegExp, to: string): string => {
  const text = TEXT.replace(from, to);
  expect(text).not.toBe(TEXT);
  return text;
};

describe('docker-compose.yml', () => {
  test('keeps to the Compose Specification', () => {
    expect(againstTheSpecification(TEXT)).toEqual([]);
  });

  test.each<[string, string | RegExp, string, RegExp]>([
    ['a key that is none', 'mem_limit: 128m', 'memory: 128m', /services\/proxy"/],
    ['a test that is no text', /- "(fetch.*)"\n/, '- $1\n', /healthcheck\/test/],
    ['a condition that is none', 'service_started', 'service_ready', /depends_on/],
    ['text that is no YAML', 'services:', 'services: [', /Invalid YAML/],
  ])('%s would be found', (_, from, to, complaint) => {
    expect(againstTheSpecification(planted(from, to)).join()).toMatch(complaint);
  });

  test('has three nodes of EventStoreDB, two processes and a proxy before them', () => {
    expect(eventStores(FILE)).toHaveLength(3);
    expect(processes(FILE)).toHaveLength(2);
    expect(Object.keys(FILE.services)).toContain('proxy');
  });

  test('has no service that is public, unwatched, unlimited or without a version', () => {
    expect(faultsOf(FILE)).toEqual([]);
  });

  test.each<[string | RegExp, string, string]>([
    ["'127.0.0.1:2180:2180'", "'2180:2180'", 'proxy publishes "2180:2180"'],
    ["'127.0.0.1:2180:2180'", "'0.0.0.0:2180:2180'", 'proxy publishes "0.0.0.0:2180:2180"'],
    ['network_mode: none', 'network_mode: host', 'master-key is in the network of the host'],
    ['healthcheck:', 'x-healthcheck:', 'eventstore-1 has no health check'],
    ["restart: 'no'", 'restart: always', 'master-key has no health check'],
    ['mem_limit: 1536m', '', 'eventstore-3 has no memory limit'],
    ['haproxy:3.2-alpine', 'haproxy:latest', 'proxy has an image of no version'],
    ["TELEMETRY_OPTOUT: 'true'", "TELEMETRY_OPTOUT: 'false'", 'eventstore-1 has telemetry'],
    ['internal: true', 'internal: false', 'eventstore-2 can be reached without TLS'],
    ['networks: [log]', 'networks: [log, api]', 'eventstore-2 can be reached without TLS'],
    [
      'networks: [log]',
      "networks: [log]\n  ports: ['127.0.0.1:2113:2113']",
      'eventstore-3 can be reached without TLS',
    ],
    ["CLUSTER_SIZE: '3'", "CLUSTER_SIZE: '1'", 'eventstore-1 counts wrong'],
    ['SEED: eventstore-2:2113,', 'SEED: ', 'eventstore-1 misses a node'],
    [
      'REPLICATION_HOST_ADVERTISE_AS: eventstore-1',
      'X: y',
      'eventstore-1 has no name among the nodes',
    ],
    ['ADVERTISE_AS: eventstore-2', 'ADVERTISE_AS: localhost', 'eventstore-2 has no name'],
    ['esdb://eventstore-1:2113', 'esdb://192.0.2.1:2113', 'api-1 does not know the cluster'],
    ['- keys:/keys:ro', '- other:/keys:ro', 'there is no one master key'],
    ['- api-2:/data', '- api-1:/data', 'processes share a data folder'],
    [
      '- api-2:/data',
      '- ./data:/data',
      'api-2 has a folder of the host, or says nothing of restarts',
    ],
  ])('would report: %p, for %p changed to %p', (from, to, fault) => {
    expect(faultsOf(readCompose(planted(from, to)))).toContain(fault);
  });
});

describe('the files beside it', () => {
  const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

  test('the proxy asks every process whether it is ready, and whether it runs', () => {
    const names = processes(FILE).map(([name]) => name);
    const backends = read('deploy/haproxy.cfg')
      .split(/^backend /m)
      .slice(1);
    const asked = backends.map((backend) => ({
      check: /^ {2}http-check send (.*)$/m.exec(backend)?.[1],
      servers: [...backend.matchAll(/^ {2}server (\S+) \1:2180$/gm)].map(([, name]) => name),
    }));
    expect(asked).toEqual([
      { check: 'meth GET uri /readyz ver HTTP/1.1 hdr Host localhost', servers: names },
      { check: 'meth GET uri /healthz ver HTTP/1.1 hdr Host localhost', servers: names },
    ]);
  });

  test('the image runs as an unprivileged user, has a health check, and has no development packages', () => {
    const stages = read('Dockerfile')
      .split(/^FROM /m)
      .slice(1);
    const [last] = stages.slice(-1);
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last).toMatch(/^COPY --from=dependencies \S*node_modules /m);
    expect(last).not.toMatch(/^RUN npm/m);
    const dependencies = stages.find((stage) => / AS dependencies$/m.test(stage));
    expect(dependencies).toMatch(/^RUN npm ci --omit=dev /m);
    expect(read('.dockerignore')).toMatch(/^\*$/m);
  });
});
