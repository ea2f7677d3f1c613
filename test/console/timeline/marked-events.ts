import { type ConsoleTest } from '../console-test.js';
import { eventsOf, type PageMark } from './page.js';

/** The types that have a mark in the lane of a node, typed again; those of captures name no node. */
const MARKED: Readonly<Record<string, string>> = {
  NodeCrashed: 'failure',
  ResourceFailed: 'failure',
  RegistryCheckpointRestoreFailed: 'failure',
  RegistryRestored: 'restore',
  RegistryChanged: 'edit',
};

type LostWrite = Readonly<{ rule: string; overwrittenAt: Readonly<{ position: string }> }>;

/** The marks that the lane of a node has by the events and the lost writes that the API lists. */
export const markedEvents = async (
  { send, url }: Pick<ConsoleTest, 'send' | 'url'>,
  lane: string,
): Promise<readonly PageMark[]> => {
  const { items: nodes } = await send('GET /v1/nodes');
  const { id } = (nodes as { id: string; name: string }[]).find(({ name }) => name === lane) ?? {};
  const { items } = await send('GET /v1/lost-writes?limit=1000');
  const losses = items as readonly LostWrite[];
  const lossAt = (position: string): string | undefined => {
    const rows = losses.filter(({ overwrittenAt }) => overwrittenAt.position === position);
    if (rows.length === 0) return undefined;
    return rows.some(({ rule }) => rule === 'R6') ? 'clobber' : 'lost';
  };
  const own = (await eventsOf(url, `node=${lane}`)).flatMap(({ position, type }) => {
    const kind = lossAt(position) ?? MARKED[type];
    return kind === undefined ? [] : [{ position, kind }];
  });
  const captures = (await eventsOf(url, 'type=RegistryCheckpointCaptured'))
    .filter(({ data }) => (data['source'] as { node: string } | undefined)?.node === id)
    .map(({ position }) => ({ position, kind: 'capture' }));
  return [...own, ...captures].toSorted(
    (one, other) => Number(one.position) - Number(other.position),
  );
};
