import { markKindOf } from '../marks/mark-kinds.js';
import { instantOf, type Mark, type Timeline } from './history.js';

type Answered = Timeline['lanes'][number]['marks'][number];

/** The events of a lane that stand out. */
export const answeredMarks = (marks: readonly Answered[]): readonly Mark[] =>
  marks.flatMap(({ position, recordedAt, kind: type, text }) => {
    const kind = markKindOf(type);
    return kind === undefined ? [] : [{ position, at: instantOf(recordedAt), kind, text }];
  });
