import { type Schemas } from '../../../api/client.js';

type Overview = Schemas['Overview'];

/** A property of a thing that is another one; null on a side where the thing is not there. */
export type Change = Readonly<{
  id: string;
  kind: 'node' | 'group' | 'resource';
  name: string;
  property: 'state' | 'owner';
  before: string | null;
  after: string | null;
}>;

type Facts = Readonly<{ name: string; state: string; owner?: string | null }>;
type Things = ReadonlyMap<string, Facts>;

const nodesOf = ({ nodes }: Overview): Things =>
  new Map(
    nodes.map(({ id, name, state, crashed }) => [id, { name, state: crashed ? 'Crashed' : state }]),
  );
const groupsOf = ({ groups }: Overview): Things =>
  new Map(groups.map(({ id, name, state, owner }) => [id, { name, state, owner }]));
/** The owner of a resource is that of its group. */
const resourcesOf = ({ resources }: Overview): Things =>
  new Map(resources.map(({ id, name, state }) => [id, { name, state }]));

/** The states and owners that differ between two moments: nodes first, then groups, then resources. */
export const changesBetween = (before: Overview, after: Overview): readonly Change[] => [
  ...changesOf('node', nodesOf(before), nodesOf(after)),
  ...changesOf('group', groupsOf(before), groupsOf(after)),
  ...changesOf('resource', resourcesOf(before), resourcesOf(after)),
];

const changesOf = (kind: Change['kind'], before: Things, after: Things): readonly Change[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    const name = is?.name ?? was?.name ?? id;
    return (['owner', 'state'] as const).flatMap((property) => {
      const [left, right] = [was?.[property] ?? null, is?.[property] ?? null];
      return left === right ? [] : [{ id, kind, name, property, before: left, after: right }];
    });
  });
