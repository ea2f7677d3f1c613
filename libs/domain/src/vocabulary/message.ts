/** A named record: a event that happened, or a request to make one happen. */
export type Message<Type extends string = string, Data = unknown> = Readonly<{
  type: Type;
  data: Readonly<Data>;
}>;

/** The data of the commands or events of a union that have this name. */
export type DataOf<Union extends Message, Name extends Union['type']> = Extract<
  Union,
  { type: Name }
>['data'];

/** An aggregate, as three values: how it starts, what it may decide, how a event changes it. */
export type Decider<State, Command, Event> = Readonly<{
  initial: State;
  /** @throws ClusterError when the command is refused; decides nothing then */
  decide: (command: Command, state: State) => readonly Event[];
  evolve: (state: State, event: Event) => State;
}>;
