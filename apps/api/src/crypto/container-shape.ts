import { type StoredContainer } from '#domain';

/** The parts of a key container that an answer shows; never its key. */
export type ContainerShape = Readonly<{
  id: string | undefined;
  type: number | undefined;
  provider: string | undefined;
  container: string | undefined;
  exportable: boolean | undefined;
  fingerprint: string | undefined;
}>;

/** The JSON of a key container. */
export const containerShape = ({
  container: id,
  type,
  provider,
  name,
  exportable,
  fingerprint,
}: Omit<Partial<StoredContainer>, 'key'>): ContainerShape => ({
  id,
  type,
  provider,
  container: name,
  exportable,
  fingerprint,
});
