import { type StoredContainer } from '#domain';

/** The JSON of a key container; never its key. */
export const containerShape = ({
  container: id,
  type,
  provider,
  name,
  exportable,
  fingerprint,
}: Omit<Partial<StoredContainer>, 'key'>): object => ({
  id,
  type,
  provider,
  container: name,
  exportable,
  fingerprint,
});
