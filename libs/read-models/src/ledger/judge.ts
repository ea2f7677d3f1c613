import { type Change } from '../places.js';
import { type EditCounts } from './losses/edit-counts.js';
import { type LiveData } from './live-data.js';
import { type Judged, type Loss, type PlaceChange } from './losses/place-change.js';
import { type Secured } from './keys/secured.js';
import { type Standings } from './standings.js';

/** A restore that has changed places. */
export type Restoring = Readonly<{
  node: string;
  position: number;
  resource: string;
  checkpoint: string;
  /** An operator commanded the restore, so every place that it changes is listed. */
  isDeliberate: boolean;
}>;

/** The parts of the ledger that a judgement needs. */
export type Sources = Readonly<{
  secured: Pick<Secured, 'of'>;
  standings: Pick<Standings, 'ruleOf'>;
  counts: Pick<EditCounts, 'ofKey' | 'ofValue'>;
}>;

/**
 * Decides for each place that a restore changes: it is lost if it is live data of another resource
 * (R6), or if its last change is an edit that is not secured for the restored checkpoint.
 */
export const judged = (
  changes: readonly PlaceChange[],
  restoring: Restoring,
  sources: Sources & Readonly<{ live: LiveData }>,
): readonly Judged<PlaceChange>[] => {
  const securedUpTo = sources.secured.of(restoring.checkpoint, restoring.node);
  return changes.map((place) => {
    const { key, folded } = place;
    const victims = sources.live.at(key, folded);
    const upTo = securedUpTo({ folded, name: place.kind === 'value' ? place.name : null });
    const found = { place, victims, edit: openEdit(place, upTo), upTo };
    return { place, loss: lossOf(found, restoring, sources) };
  });
};

/** The last change of a place, if it is an edit that is not secured. */
const openEdit = ({ last }: PlaceChange, upTo: number): Change | undefined =>
  last !== undefined && !last.restored && last.revision > upTo ? last : undefined;

type Found = Readonly<{
  place: PlaceChange;
  victims: Loss['victims'];
  edit: Change | undefined;
  upTo: number;
}>;

const lossOf = (
  { place, victims, edit, upTo }: Found,
  { node, position: before, resource, isDeliberate }: Restoring,
  { standings, counts }: Sources,
): Loss | undefined => {
  const isLive = victims.length > 0;
  if (edit === undefined)
    return isLive || isDeliberate ? { rule: isLive ? 'R6' : null, victims, edits: 0 } : undefined;
  const edits = countOf(counts, place, { node, upTo, before });
  const rule = isLive ? 'R6' : standings.ruleOf(resource, { ...edit, node });
  return { rule, victims, edits };
};

const countOf = (
  counts: Sources['counts'],
  place: PlaceChange,
  counting: Parameters<EditCounts['ofKey']>[1],
): number =>
  place.kind === 'key' ? counts.ofKey(place, counting) : counts.ofValue(place, counting);
