import { type NodeId } from '#domain';
import { type TreeAt } from '#read-models';
import { type RegistryKey } from '#registry';

import { type Moment } from '../reading/moment.js';
import { type TypedSide } from './side.js';

/** A side without the cluster, which has more than one tree. */
export type TypedTree = Exclude<TypedSide, { kind: 'cluster' }>;

/** The content of a capture; `unknown` if only the read model has it. */
export type Content = RegistryKey | undefined | 'unknown';

/** A side whose things are found. */
export type FoundSide = Readonly<{ text: string; moment: Moment }> &
  (
    | Readonly<{
        kind: 'node';
        node: NodeId;
        /** The registry that the fold has now, with its position. */
        present: TreeAt | undefined;
      }>
    | Readonly<{
        kind: 'copy';
        checkpoint: string;
        number: number;
        effectiveKey: string;
        /** The content, if the fold has it; `unknown` otherwise. */
        content: Content;
      }>
  );

/** A side as the request gave it, and the field that gave it. */
export type GivenSide = Readonly<{ text: string; side: TypedTree; pointer: string }>;
