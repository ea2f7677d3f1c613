import { type ComparedTree } from '#read-models';

import { type Moment } from '../reading/moment.js';
import { type TypedSide } from './side.js';

/** A side without the cluster, which has more than one tree. */
export type TypedTree = Exclude<TypedSide, { kind: 'cluster' }>;

/** A side whose things are found, with its tree. */
export type FoundSide = Readonly<{ text: string; moment: Moment; tree: ComparedTree }>;

/** A side as the request gave it, and the field that gave it. */
export type GivenSide = Readonly<{ text: string; side: TypedTree; pointer: string }>;
