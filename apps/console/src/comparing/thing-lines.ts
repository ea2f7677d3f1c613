import { type Schemas } from '../api/client.js';

type Difference = Schemas['ThingDifference'];

/** A line of a comparison; `property` is null for a thing that only one side has. */
export type ThingLine = Readonly<{
  thing: Difference['thing'];
  property: string | null;
  left: unknown;
  right: unknown;
}>;

/** The differences of things, in which a thing that only one side has is one line. */
export const thingLines = (items: readonly Difference[]): readonly ThingLine[] =>
  [...Map.groupBy(items, ({ thing }) => thing.id).values()].flatMap(linesOf);

const linesOf = (items: readonly Difference[]): readonly ThingLine[] => {
  const [first] = items;
  const isNamed = items.some(({ property }) => property === 'name');
  if (first === undefined || !isNamed) return items;
  const { thing } = first;
  const whole = `the ${thing.kind}`;
  if (items.every(({ left }) => left === null))
    return [{ thing, property: null, left: null, right: whole }];
  if (items.every(({ right }) => right === null))
    return [{ thing, property: null, left: whole, right: null }];
  return items;
};
