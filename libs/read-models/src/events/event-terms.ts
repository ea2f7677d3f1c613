import { type DomainEvent } from '#domain';
import { type Metadata } from '#event-store';

/** The fields of a filter that are terms of the index. */
export const FILTER_TERMS = [
  ['type', 't'],
  ['actor', 'a'],
  ['rule', 'r'],
  ['node', 'x'],
  ['group', 'x'],
  ['resource', 'x'],
  ['checkpoint', 'x'],
  ['container', 'c'],
] as const;

/** The terms by which an event is found: the kind and the text of each. */
export function* termsOf(
  { id, event }: DomainEvent,
  { actor, rule }: Metadata,
  things: readonly string[],
): Iterable<readonly [kind: string, text: string]> {
  yield ['t', event.type];
  yield ['a', actor];
  if (rule !== undefined) yield ['r', rule];
  for (const thing of things) yield ['x', thing];
  if ('container' in event.data && typeof event.data.container === 'string')
    yield ['c', event.data.container];
  if (event.type === 'GroupOwnerChanged')
    for (const node of [event.data.from, event.data.to]) yield ['o', ownerTerm(id, node)];
}

/** The text of the term of changes of a group's owner that a node has part in. */
export const ownerTerm = (group: string, node: string): string => `${group}/${node}`;
