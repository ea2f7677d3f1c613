import { type EditCounts } from './edit-counts.js';
import { type LiveData } from './live-data.js';
import { type Judged, type Loss, type PlaceChange } from './place-change.js';
import { type Secured } from './secured.js';
import { type Standings } from './standings.js';

/** A restore that has changed places. */
export type Restoring = Readonly<{
  node: string;
  position: number;
  resource: string;
  checkpoint: string;
  /** By an operator's command: every place that it changes is listed. */
  isDeliberate: boolean;
}>;

type Sources = Readonly<{
  secured: Secured;
  standings: Standings;
  counts: EditCounts;
  /** Writes what was noted so far, before an edit is counted. */
  settle: () => void;
}>;

/**
 * Which of the places that a restore changes are lost: live data of other resources (R6), and places
 * whose last change was an edit that is not secured for the restored checkpoint.
 */
export const judged = (
  changes: readonly PlaceChange[],
  restoring: Restoring,
  { live, ...sources }: Sources & Readonly<{ live: LiveData }>,
): readonly Judged<PlaceChange>[] => {
  const { node, position: before, checkpoint, resource, isDeliberate } = restoring;
  const securedUpTo = sources.secured.of(checkpoint, node);
  return changes.map((place) => {
    const { last } = place;
    const victims = live.at(place.key, place.folded);
    const upTo = securedUpTo({
      folded: place.folded,
      name: place.kind === 'value' ? place.name : null,
    });
    const edit = last !== undefined && !last.restored && last.revision > upTo ? last : undefined;
    if (victims.length === 0 && edit === undefined && !isDeliberate)
      return { place, loss: undefined };
    if (edit !== undefined) sources.settle();
    const edits = edit === undefined ? 0 : countOf(sources.counts, place, { node, upTo, before });
    const rule = edit === undefined ? null : sources.standings.ruleOf(resource, { ...edit, node });
    const loss: Loss = { rule: victims.length > 0 ? 'R6' : rule, victims, edits };
    return { place, loss };
  });
};

const countOf = (
  counts: EditCounts,
  place: PlaceChange,
  counting: Parameters<EditCounts['ofKey']>[1],
): number =>
  place.kind === 'key' ? counts.ofKey(place, counting) : counts.ofValue(place, counting);
