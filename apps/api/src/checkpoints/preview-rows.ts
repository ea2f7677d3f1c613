import { type PreviewedChange } from '#application';
import { valueToJson } from '#registry';

import { type Of } from '../http/schema/schema.js';
import { type REGISTRY_VALUE, type Writing, type WRITTEN_SIDE } from '../registry/value-schemas.js';
import { type PreviewShape } from './checkpoint-schemas.js';

type Side = Of<typeof REGISTRY_VALUE> | Readonly<{ fingerprint: string }> | null;

/** A place of a preview as it was and as it would be, with the writers of both. */
export type PreviewRow = Pick<PreviewedChange, 'key' | 'name' | 'change'> &
  Readonly<{ before: Side; after: Side; left: Writing | null; right: Writing | null }>;

/** The JSON of a value, or of the fingerprint of a key container. */
export const sideOf = (side: PreviewedChange['before']): Side =>
  side === null || 'fingerprint' in side ? side : valueToJson(side);

/** A row of the difference that a command would make. */
export const diffItem = ({
  key,
  name,
  change,
  before,
  after,
  left,
  right,
}: PreviewRow): PreviewShape['diff']['items'][number] => ({
  ...{ key, name, change },
  left: writtenSide(before, left),
  right: writtenSide(after, right),
});

/** The part of a lost write that tells of its place. */
export const lostPlace = ({
  key,
  name,
  before,
  after,
  left,
}: PreviewRow): Pick<
  PreviewShape['lostWrites']['items'][number],
  'key' | 'name' | 'lost' | 'kept' | 'writtenAt'
> => ({ key, name, lost: before, kept: after, writtenAt: left });

const writtenSide = (value: Side, writtenAt: Writing | null): Of<typeof WRITTEN_SIDE> =>
  value === null || 'fingerprint' in value ? value : { value, writtenAt };
