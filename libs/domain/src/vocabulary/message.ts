/** A named record: an event that happened, or a command. */
export type Message<Type extends string = string, Data = unknown> = Readonly<{
  type: Type;
  data: Readonly<Data>;
}>;

/** The data of the commands or events of a union that have this name. */
export type DataOf<Union extends Message, Name extends Union['type']> = Extract<
  Union,
  { type: Name }
>['data'];

/** An aggregate as three values: the first state, the decisions, and the effect of each event. */
export type Decider<State, Command, Event> = Readonly<{
  initial: State;
  /**
   * The events that the command leads to, if any.
   *
   * @throws ClusterError when the command is refused
   */
  decide: (command: Command, state: State) => readonly Event[];
  evolve: (state: State, event: Event) => State;
}>;
