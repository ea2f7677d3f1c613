import { type StoredContainer } from '#domain';

/** A key container as a read gives it; never its key. */
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
