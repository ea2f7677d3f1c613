import { type IsErasable } from '../src/event-store.js';
import { uuidV5 } from '../src/ids.js';
import { type Metadata, type NewEvent, type Recorded } from '../src/recorded.js';

const NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

/** The same id for the same name. */
export const idFor = (name: string): string => uuidV5(NAMESPACE, name);

let cluster = 'test';
let count = 0;

/**
 * From here on, stream names have a new cluster, because the store may be a server with events of
 * earlier tests.
 */
export const newCluster = (): string => {
  count += 1;
  cluster = `test_${process.pid}_${Date.now().toString(36)}_${count}`;
  return cluster;
};

/** A stream that can't be erased. */
export const streamFor = (name: string): string => `${cluster}.node-${idFor(name)}`;

/** A stream that can be erased. */
export const keyStreamFor = (name: string): string => `${cluster}.key-${idFor(name)}`;

/** True for the streams that `keyStreamFor` names. */
export const isErasable: IsErasable = (stream) => stream.includes('.key-');

/** The streams of these tests, which belong to one cluster. */
export const streamsFor = (
  cluster: string,
): Readonly<{ prefixes: readonly string[]; isErasable: IsErasable }> => ({
  prefixes: [`${cluster}.node-`, `${cluster}.key-`],
  isErasable,
});

export const metadataFor = (name: string): Metadata => ({
  actor: `actor of ${name}`,
  authentication: 'none',
  source: '127.0.0.1',
  command: { id: idFor(`command ${name}`), type: 'Test', request: 'ab'.repeat(32) },
  operation: idFor(`operation ${name}`),
  causation: idFor(`causation ${name}`),
  rule: 'R1',
  trace: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

/** An event of which every part derives from a name. */
export const eventFor = (name: string, data: object = { name }): NewEvent => ({
  id: idFor(name),
  type: 'Happened',
  data,
  metadata: metadataFor(name),
});

/** This many events, named after a prefix. */
export const eventsFor = (prefix: string, count: number): readonly NewEvent[] =>
  Array.from({ length: count }, (_, index) => eventFor(`${prefix} ${index}`));

export const collect = async (source: AsyncIterable<Recorded>): Promise<readonly Recorded[]> => {
  const all: Recorded[] = [];
  for await (const recorded of source) all.push(recorded);
  return all;
};
