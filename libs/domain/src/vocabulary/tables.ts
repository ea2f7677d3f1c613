import { type DataOf, type Message } from './message.js';

/** The decision on each command of a union, under the name of the command. */
export type DecisionTable<State, Command extends Message, Event> = {
  readonly [Name in Command['type']]: (
    data: DataOf<Command, Name>,
    state: State,
  ) => readonly Event[];
};

/** The state after each event of a union, under the name of the event. */
export type EvolutionTable<State, Event extends Message> = {
  readonly [Name in Event['type']]: (state: State, data: DataOf<Event, Name>) => State;
};

/** Decides each command with the function that the table has under its name. */
export const decideBy = <State, Command extends Message, Event>(
  table: DecisionTable<State, Command, Event>,
): ((command: Command, state: State) => readonly Event[]) => {
  const decisions = byName<(data: unknown, state: State) => readonly Event[]>(table);
  return ({ type, data }, state) => (decisions.get(type) ?? refuse(type))(data, state);
};

/** Applies each event with the function that the table has under its name. */
export const evolveBy = <State, Event extends Message>(
  table: EvolutionTable<State, Event>,
): ((state: State, event: Event) => State) => {
  const evolutions = byName<(state: State, data: unknown) => State>(table);
  return (state, { type, data }) => (evolutions.get(type) ?? refuse(type))(state, data);
};

/**
 * The rows of a table, without the names that every object inherits (`toString`, `__proto__`).
 *
 * The cast: the table holds under each name a function of the data with that name, and a message
 * carries the data that belongs to its name. TypeScript does not follow such a pair through a lookup.
 */
const byName = <Row>(table: object): ReadonlyMap<string, Row> =>
  new Map(Object.entries(table) as [string, Row][]);

const refuse = (name: string): never => {
  throw new Error(`no command or event has the name ${name}`);
};

/**
 * Narrows the state before a decision.
 *
 * @param narrow refuses a state in which the command makes no sense
 */
export const guarded =
  <State, Narrow extends State>(narrow: (state: State) => Narrow) =>
  <Data, Event>(decide: (data: Data, state: Narrow) => readonly Event[]) =>
  (data: Data, state: State): readonly Event[] =>
    decide(data, narrow(state));
