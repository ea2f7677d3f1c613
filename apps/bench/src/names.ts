import { type GroupId, type NodeId, type ResourceId } from '#domain';
import { uuidV5 } from '#event-store';

export const CLUSTER = 'bench';
const NAMESPACE = '7b8f4d1e-5a0c-4f7e-9d53-1f0f0c6a2b11';

/** The id of a thing that a bench creates; the same name gives the same id. */
export const idFor = (name: string): string => uuidV5(NAMESPACE, name);

export const nodeAt = (at: number): NodeId => idFor(`node ${at}`) as NodeId;

export const groupAt = (at: number): GroupId => idFor(`group ${at}`) as GroupId;

export const resourceAt = (at: number): ResourceId => idFor(`resource ${at}`) as ResourceId;
