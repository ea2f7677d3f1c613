import { type GroupId, type NodeId } from '#domain';

/** The thing that an operation is about: a node that is drained, or a group. */
export type OperatedThing = Readonly<{ node?: NodeId; group?: GroupId }>;
