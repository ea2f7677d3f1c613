import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import {
  type Capture,
  type Checkpoint,
  type Client,
  type LostWrite,
  type Receipt,
} from './client.js';
import { type Narrator } from './narrator.js';

const SAMPLE = resolve(import.meta.dirname, '../../../../samples/sql-server.reg');
const INSTANCE = 'SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER';
const OTHER = 'SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL15.REPORTING';
const CLIENT = 'SOFTWARE\\Microsoft\\MSSQLServer\\Client';
const TCP = 'MSSQLServer\\SuperSocketNetLib\\Tcp\\IPAll';
const PORT = [`${INSTANCE}\\${TCP}`, 'TcpPort'] as const;
const SERVER = 'SQL Server';
const REPORTING = 'SQL Reporting';

/** The things that a chapter passes on to the next. */
type Tour = Readonly<{ client: Client; narrator: Narrator }>;

/** The positions of the registry before the first loss. */
type Bookmarks = { imported: string; beforeMove: string; port: string };

/** Tells the whole story; throws if a result is not the expected one. */
export const tellAll = async (tour: Tour): Promise<void> => {
  const bookmarks: Bookmarks = { imported: '', beforeMove: '', port: '' };
  await twoNodes(tour, bookmarks);
  await checkpoints(tour);
  await captureOnline(tour);
  await offlineEdit(tour);
  await passiveEdit(tour, bookmarks);
  await clobber(tour);
  await remedy(tour);
  await asItWas(tour, bookmarks);
};

const twoNodes = async ({ client, narrator }: Tour, bookmarks: Bookmarks): Promise<void> => {
  narrator.chapter('Two nodes, and a registry from a .reg file');
  await client.send('POST', 'nodes', { name: 'node-a' });
  await client.send('POST', 'nodes', { name: 'node-b' });
  const { position } = await client.importRegistry(
    'node-a',
    new Uint8Array(await readFile(SAMPLE)),
  );
  bookmarks.imported = position;
  bookmarks.port = (await client.value('node-a', PORT)) ?? '';
  narrator.say(`samples/sql-server.reg is in node-a's registry since position ${position}`);
  narrator.expect('TcpPort on node-a', bookmarks.port, '1433');
  const twin = await client.send<{ exists: boolean }>(
    'GET',
    `nodes/node-a/registry?${String(new URLSearchParams({ key: CLIENT, view: '32-bit' }))}`,
  );
  narrator.expect(
    'its 32-bit client branch is there, seen through the 32-bit view',
    twin.exists,
    true,
  );
};

const checkpoints = async ({ client, narrator }: Tour): Promise<void> => {
  narrator.chapter('A resource with checkpoints, set by control codes');
  await client.send('POST', 'groups', { name: 'SQL', owner: 'node-a' });
  await client.send('POST', 'resources', { name: SERVER, type: 'Generic Service', group: 'SQL' });
  for (const [code, key] of [
    ['CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT', INSTANCE],
    ['CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT', CLIENT],
  ] as const) {
    const { statusName } = await client.control(SERVER, code, key);
    narrator.expect(code, statusName, 'ERROR_SUCCESS');
  }
  const again = await client.control(SERVER, '0x014000A2', INSTANCE.toUpperCase());
  narrator.expect('the same key again, by number and in capitals', again.status, 183);
  const { position } = await client.send<Receipt>('POST', `resources/${url(SERVER)}/online`, {});
  narrator.say(`${SERVER} is online since position ${position}`);
};

const captureOnline = async ({ client, narrator }: Tour): Promise<void> => {
  narrator.chapter('A change while online is captured (rule 1)');
  const { position, result } = await client.edit('node-a', PORT, '1444');
  narrator.say(`TcpPort is set to 1444 at position ${position}`);
  narrator.expect('captured for', result.captured.map(({ resource }) => resource).join(), SERVER);
  const [last] = await captures(client, INSTANCE);
  narrator.expect('the reason of the last capture', last?.reason, 'changed');
};

const offlineEdit = async ({ client, narrator }: Tour): Promise<void> => {
  narrator.chapter('An edit while offline is overwritten when the resource comes online (rule 2)');
  await client.send('POST', `resources/${url(SERVER)}/offline`, {});
  const { position } = await client.edit('node-a', PORT, '1555');
  narrator.say(`while it is offline, a person sets TcpPort to 1555 at position ${position}`);
  await client.send('POST', `resources/${url(SERVER)}/online`, {});
  narrator.expect(
    'TcpPort on node-a after coming online',
    await client.value('node-a', PORT),
    '1444',
  );
  await expectLost(client, narrator, { rule: 'R2', node: 'node-a', lost: '1555', kept: '1444' });
};

const passiveEdit = async ({ client, narrator }: Tour, bookmarks: Bookmarks): Promise<void> => {
  narrator.chapter('An edit on the passive node is overwritten by the move (rule 3)');
  const { position } = await client.edit('node-b', PORT, '1666');
  bookmarks.beforeMove = position;
  narrator.say(`on node-b, a person sets TcpPort to 1666 at position ${position}`);
  const move = await client.send<Receipt>('POST', 'groups/SQL/move', { to: 'node-b' });
  narrator.say(`SQL moves to node-b; done at position ${move.position}`);
  narrator.expect('TcpPort on node-b', await client.value('node-b', PORT), '1444');
  await expectLost(client, narrator, { rule: 'R3', node: 'node-b', lost: '1666', kept: '1444' });
  const { steps } = await client.send<{
    steps: readonly Readonly<{ what: string; resource: string | null }>[];
  }>('GET', `operations/${move.operation}`);
  narrator.say(`the operation's steps: ${steps.map(({ what }) => what).join(', ')}`);
};

const clobber = async ({ client, narrator }: Tour): Promise<void> => {
  narrator.chapter('Two instances write one key and clobber each other (rule 6)');
  await client.send('POST', 'groups', { name: 'Reporting', owner: 'node-a' });
  const resource = { name: REPORTING, type: 'Generic Service', group: 'Reporting' };
  await client.send('POST', 'resources', resource);
  await client.control(REPORTING, 'CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT', INSTANCE);
  const [known] = await client.list<Checkpoint>(`resources/${url(REPORTING)}/checkpoints`);
  const hazard = known?.hazards.find(({ kind }) => kind === 'clobber');
  narrator.expect('the hazard that a read of the checkpoint shows', hazard?.kind, 'clobber');
  narrator.say(`its remedy: ${hazard?.remedy ?? ''}`);
  await client.send('POST', `resources/${url(REPORTING)}/online`, {});
  await client.edit('node-a', PORT, '1777');
  await client.send('POST', 'groups/Reporting/move', { to: 'node-b' });
  narrator.expect(
    `TcpPort on node-b, under ${SERVER}'s feet`,
    await client.value('node-b', PORT),
    '1777',
  );
  await expectLost(client, narrator, { rule: 'R6', node: 'node-b', lost: '1444', kept: '1777' });
  const [last] = await captures(client, INSTANCE);
  narrator.expect(`the reason of ${SERVER}'s last capture`, last?.reason, 'clobbered');
};

const remedy = async ({ client, narrator }: Tour): Promise<void> => {
  narrator.chapter('The remedy: a key name of its own for each instance');
  await client.send('POST', 'groups/Reporting/move', { to: 'node-a' });
  await client.control(REPORTING, 'CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT', INSTANCE);
  await client.edit('node-b', PORT, '1444');
  await client.edit('node-a', [`${OTHER}\\${TCP}`, 'TcpPort'], '1777');
  await client.control(REPORTING, 'CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT', OTHER);
  const before = await lost(client);
  await client.send('POST', 'groups/Reporting/move', { to: 'node-b' });
  narrator.expect('TcpPort of the one', await client.value('node-b', PORT), '1444');
  const own = await client.value('node-b', [`${OTHER}\\${TCP}`, 'TcpPort']);
  narrator.expect('TcpPort of the other', own, '1777');
  narrator.expect('writes lost by that move', (await lost(client)).length - before.length, 0);
};

const asItWas = async ({ client, narrator }: Tour, bookmarks: Bookmarks): Promise<void> => {
  narrator.chapter('The registry before these changes');
  const then = await client.value('node-a', PORT, bookmarks.imported);
  narrator.expect(`TcpPort on node-a at position ${bookmarks.imported}`, then, bookmarks.port);
  const edited = await client.value('node-b', PORT, bookmarks.beforeMove);
  narrator.expect(`TcpPort on node-b at position ${bookmarks.beforeMove}`, edited, '1666');
  narrator.expect('TcpPort on node-b now', await client.value('node-b', PORT), '1444');
};

const url = encodeURIComponent;

const lost = (client: Client): Promise<readonly LostWrite[]> =>
  client.list<LostWrite>('lost-writes?limit=1000');

/** The captures, newest first. */
const captures = async (client: Client, key: string): Promise<readonly Capture[]> => {
  const known = await client.list<Checkpoint>(`resources/${url(SERVER)}/checkpoints`);
  const id = known.find((checkpoint) => checkpoint.key === key)?.id ?? '';
  const list = await client.list<Capture>(`resources/${url(SERVER)}/checkpoints/${id}/captures`);
  return [...list].sort((a, b) => b.number - a.number);
};

type Expected = Readonly<{ rule: string; node: string; lost: string; kept: string }>;

const expectLost = async (
  client: Client,
  narrator: Narrator,
  expected: Expected,
): Promise<void> => {
  const found = (await lost(client)).filter(
    (write) => write.rule === expected.rule && write.name === 'TcpPort',
  );
  narrator.expect(
    'lost write',
    found.map(({ rule, node, lost: was, kept }) =>
      [rule, node, `lost ${was?.text ?? ''}`, `kept ${kept?.text ?? ''}`].join(', '),
    ),
    [`${expected.rule}, ${expected.node}, lost ${expected.lost}, kept ${expected.kept}`],
  );
};
