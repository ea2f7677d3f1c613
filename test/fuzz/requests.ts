import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { KEY, type Json } from '../e2e/tidemark.js';
import { bodyText, headersFor, pick, placeText } from './mutate.js';

export type WireRequest = Readonly<{
  operationId: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}>;

type Operation = Readonly<{
  path: string;
  method: string;
  operationId: string;
  query: string[];
  /** True if the document has a body. */
  hasBody: boolean;
}>;

const DOCUMENT = resolve(import.meta.dirname, '../e2e/openapi.generated.json');

const REASON = { reason: 'a test' };
const change = { op: 'set', key: KEY, name: 'Q', value: { type: 'REG_SZ', text: 'x' } };

/** A valid body for each operation that takes one. */
const BODIES: Readonly<Record<string, Json>> = {
  addNode: { name: 'node-c' },
  addGroup: { name: 'Other', owner: 'node-a', preferredOwners: ['node-a'] },
  addResource: { name: 'Another', type: 'Generic Service', group: 'SQL' },
  addResourceType: { name: 'Contoso Service' },
  changeRegistry: { changes: [change, { op: 'delete-value', key: KEY, name: 'Q' }] },
  controlResource: {
    controlCode: 'CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT',
    inBuffer: Buffer.from(`${KEY}\0`, 'utf16le').toString('base64'),
    outBufferSize: 10,
    hostNode: 'node-a',
  },
  controlResourceType: { controlCode: 0x020000a9, outBufferSize: 0 },
  moveGroup: { to: 'node-b' },
  configureGroup: { preferredOwners: ['node-b'], name: 'SQL' },
  configureCluster: { clobberPolicy: 'warn' },
  setServerState: { state: 'read-write' },
  batch: {
    commands: [{ method: 'PATCH', path: '/v1/nodes/node-a/registry', body: { changes: [change] } }],
  },
  addCheckpoint: { key: KEY, view: '32-bit' },
  changeStoredCopy: { changes: [change], ...REASON },
  restoreCheckpoint: REASON,
  recaptureCheckpoint: REASON,
  revertCheckpoint: { to: { capture: 1 }, ...REASON },
  revertRegistry: { to: { at: '5' }, key: KEY, name: 'Q', view: '32-bit', ...REASON },
  revertResource: { to: { at: '5' }, expect: 'x', ...REASON },
  restoreResource: { force: true, ...REASON },
  recaptureResource: REASON,
  revertGroup: { to: { at: '5' }, dryRun: true },
  restoreGroup: { force: true, ...REASON },
  recaptureGroup: REASON,
  acknowledgeLostWrite: REASON,
  recoverLostWrite: { values: [{ key: KEY, name: 'Q' }], dryRun: true, ...REASON },
  whatIf: {
    at: '5',
    advance: 1,
    commands: [
      {
        ...{ method: 'POST', path: '/v1/groups/SQL/move', contentType: 'application/json' },
        ...{ body: { to: 'node-b' }, when: { step: 1 } },
      },
    ],
  },
  bisect: {
    when: { value: { node: 'node-a', key: KEY, name: 'Q', view: '32-bit', missing: true } },
    ...{ from: '0', to: '5' },
  },
};

const PATHS: Readonly<Record<string, string>> = {
  node: 'node-a',
  group: 'SQL',
  resource: 'Server',
  type: 'Generic Service',
  number: '1',
};

const QUERIES: Readonly<Record<string, string>> = {
  at: '5',
  depth: '2',
  key: KEY,
  view: '32-bit',
  limit: '3',
  consistency: 'eventual',
  order: 'newest',
};

/** Every operation that the document lists. */
export const readOperations = (): readonly Operation[] => {
  const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { paths: Json };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Json).map(([method, operation]) => {
      const {
        operationId,
        parameters = [],
        requestBody,
      } = operation as {
        operationId: string;
        parameters?: { in: string; name: string }[];
        requestBody?: object;
      };
      const query = parameters.filter((known) => known.in === 'query').map(({ name }) => name);
      const hasBody = requestBody !== undefined;
      return { path, method: method.toUpperCase(), operationId, query, hasBody };
    }),
  );
};

const pathText = (random: () => number, path: string): string => {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(placeText(random, PATHS[name] ?? 'x', 0.75)),
  );
  return random() < 0.01 ? `${place}%` : place;
};

const queryText = (random: () => number, names: readonly string[]): string => {
  const search = new URLSearchParams();
  for (const name of names)
    if (random() < 0.35) search.append(name, placeText(random, QUERIES[name] ?? 'x', 0.5));
  return search.size === 0 ? '' : `?${String(search)}`;
};

/** A request that is nearly valid. */
export const nextRequest = (
  random: () => number,
  operations: readonly Operation[],
): WireRequest => {
  const { path, method, operationId, query } = pick(random, operations);
  const place = `${pathText(random, path)}${queryText(random, query)}`;
  const headers = headersFor(random);
  const body = method === 'GET' ? undefined : bodyText(random, BODIES[operationId] ?? {});
  if (body !== undefined) headers['content-type'] ??= 'application/json';
  return { operationId, method, path: place, headers, body };
};
