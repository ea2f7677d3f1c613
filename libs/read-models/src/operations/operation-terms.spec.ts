import { afterAll, expect, test } from '@jest/globals';

import { toPosition, type Recorded } from '#event-store';
import { idOf, seeded } from '#testing/processes';

import { Postings } from '../events/postings.js';
import { ReadDatabase } from '../file/database.js';
import { OperationTerms, type OperationFilter } from './operation-terms.js';

type Noted = Readonly<{ recorded: Recorded; things: readonly string[] }>;

const COUNT = 3000;
const LAST = { low: 0, high: Number.MAX_SAFE_INTEGER, order: 'newest' } as const;

const event = (
  position: number,
  { operation, type, command, actor }: Record<'operation' | 'type' | 'command' | 'actor', string>,
): Recorded => {
  const metadata = {
    actor,
    operation,
    causation: operation,
    command: { id: operation, type: command },
  };
  const data =
    type === 'DrainCompleted' ? { status: 'Failed' } : { reason: 'failover', kind: 'online' };
  return {
    position: toPosition(BigInt(position)),
    event: { type, data },
    metadata,
  } as unknown as Recorded;
};

/** A log whose operations overlap: edits with captures, moves, and drains that fail. */
const randomLog = (): readonly Noted[] => {
  const random = seeded(5);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('there are none');
    return item;
  };
  const open: { operation: string; command: string; left: readonly string[] }[] = [];
  return Array.from({ length: COUNT }, (_, at) => {
    const isNew = open.length < 2 || random() < 0.4;
    if (isNew) {
      const [command = '', ...left] = pick([
        ['ChangeRegistry', 'RegistryChanged', 'RegistryCheckpointCaptured'],
        ['StageRegistryChanges', 'RegistryChangesStaged', 'RegistryRestored'],
        [
          'StartGroupMove',
          'GroupMoveStarted',
          'ResourceFenced',
          'GroupOwnerChanged',
          'GroupMoveCompleted',
        ],
        ['PauseNode', 'NodePaused', 'DrainStarted', 'ResourceFenced', 'DrainCompleted'],
      ]);
      open.push({ operation: idOf(`operation ${at}`), command, left });
    }
    const index = isNew ? open.length - 1 : Math.floor(random() * open.length);
    const { operation, command, left } = pick(open.slice(index, index + 1));
    const [type = '', ...rest] = left;
    if (rest.length === 0) open.splice(index, 1);
    else open[index] = { operation, command, left: rest };
    const actor = pick(['ann', 'bob']);
    const things = [pick(['g1', 'g2', 'g3']), pick(['r1', 'r2', 'n1', 'n2'])];
    const recorded = event(at + 1, { operation, type, command, actor });
    // An automatic capture is caused by the edit, and not by the command.
    const isCapture = type === 'RegistryCheckpointCaptured';
    const metadata = { ...recorded.metadata, ...(isCapture && { causation: 'edit' }) };
    return { recorded: { ...recorded, metadata }, things };
  });
};

const EDIT = ['ChangeRegistry', 'StageRegistryChanges'];

const KINDS: Readonly<Record<string, string>> = {
  GroupMoveStarted: 'failover',
  DrainStarted: 'drain',
};

/** The same from whole operations: the values of a filter that find an operation. */
const found = (operation: readonly Noted[]): Readonly<Record<string, readonly unknown[]>> => {
  const types = operation.map(({ recorded }) => recorded.event.type);
  const { actor, command } = operation[0]?.recorded.metadata ?? {};
  const sent = command?.type;
  const isEdit = EDIT.includes(String(sent));
  const things = operation.flatMap((noted) => noted.things);
  return {
    edits: isEdit && !types.includes('RegistryRestored') ? [true] : [true, undefined],
    kind: [...(isEdit ? [] : [sent]), ...types.flatMap((type) => KINDS[type] ?? [])],
    actor: [actor],
    status: types.includes('DrainCompleted') ? ['failed'] : [],
    ...{ group: things, resource: things, node: things },
  };
};

const wanted = (operation: readonly Noted[], filter: OperationFilter): boolean =>
  Object.entries({ edits: undefined, ...filter }).every(([field, value]) =>
    found(operation)[field]?.includes(value),
  );

const operationsOf = (log: readonly Noted[]): ReadonlyMap<string, readonly Noted[]> =>
  Map.groupBy(log, ({ recorded }) => recorded.metadata.operation);

/** A database with the terms of a log, which was noted in transactions of any length. */
const noted = (log: readonly Noted[]): { db: ReadDatabase; terms: OperationTerms } => {
  const db = new ReadDatabase(':memory:');
  const postings = new Postings(db);
  const firstOf = (operation: string, before: number): Recorded | undefined => {
    const first = firsts.get(operation)?.[0]?.recorded;
    return first !== undefined && Number(first.position) < before ? first : undefined;
  };
  const firsts = operationsOf(log);
  const terms = new OperationTerms(db, postings, firstOf);
  const random = seeded(6);
  for (const { recorded, things } of log) {
    const position = Number(recorded.position);
    postings.note('a', recorded.metadata.actor, position);
    for (const thing of things) postings.note('x', thing, position);
    terms.note(recorded, things);
    if (random() < 0.7) continue;
    terms.flush();
    postings.flush();
    // An undone transaction forgets what is known.
    if (random() < 0.05) terms.forget();
  }
  terms.flush();
  postings.flush();
  return { db, terms };
};

const log = randomLog();
const { db, terms } = noted(log);

afterAll(() => {
  db.close();
});

test.each<[OperationFilter]>([
  [{}],
  [{ edits: true }],
  [{ kind: 'drain' }],
  [{ kind: 'PauseNode' }],
  [{ kind: 'failover', group: 'g1' }],
  [{ actor: 'ann', edits: true }],
  [{ status: 'failed', node: 'n1' }],
  [{ group: 'g1', resource: 'r1', node: 'n1', edits: true }],
  [{ resource: 'r2' }],
])('operations with %j are found by their first events, whatever the transactions', (filter) => {
  const expected = [...operationsOf(log).values()]
    .filter((operation) => wanted(operation, filter))
    .map(([first]) => Number(first?.recorded.position))
    .reverse();
  expect(expected.length).toBeGreaterThan(20);
  expect([...terms.begun(filter, LAST)]).toEqual(expected);
  const span = { low: 500, high: 2000, order: 'newest' } as const;
  expect([...terms.begun(filter, span)]).toEqual(
    expected.filter((first) => first >= span.low && first <= span.high),
  );
});
