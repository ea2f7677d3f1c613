import { type Schemas } from '../../../api/client.js';

type Manifest = Schemas['BackupManifest'];

export type PartKind = 'cluster' | 'group' | 'resource' | 'checkpoint' | 'node' | 'key';

/** The chosen part of a backup; `thing` is an id, or the name of a node. */
export type PartInput = Readonly<{
  kind: PartKind | '';
  thing: string;
  key: string;
  includesNodes: boolean;
}>;

export const NO_PART: PartInput = { kind: '', thing: '', key: '', includesNodes: false };

/** A thing that can be chosen, by what the API takes, and its text. */
export type Choice = Readonly<{ value: string; text: string }>;

/** The things of a kind that a backup has; undefined for the cluster as a whole. */
export const choicesOf = (
  kind: PartKind | '',
  { nodes, groups, resources }: Manifest,
): readonly Choice[] | undefined => {
  switch (kind) {
    case 'group':
      return groups.map(named);
    case 'resource':
      return resources.map(named);
    case 'checkpoint':
      return resources.flatMap(({ name, open }) =>
        (open?.checkpoints ?? []).map(({ id, key }) => ({ value: id, text: `${name}: ${key}` })),
      );
    case 'node':
    case 'key':
      return nodes.map(named);
    default:
      return undefined;
  }
};

const named = ({ id, name }: Readonly<{ id: string; name: string }>): Choice => ({
  value: id,
  text: name,
});

/** The chosen part as the API takes it; undefined while something is missing. */
export const whatOf = ({
  kind,
  thing,
  key,
  includesNodes,
}: PartInput): Readonly<Record<string, unknown>> | undefined => {
  if (kind === '') return undefined;
  if (kind === 'cluster') return { cluster: true, ...(includesNodes && { includeNodes: true }) };
  if (thing === '') return undefined;
  if (kind !== 'key') return { [kind]: thing };
  return key.trim() === '' ? undefined : { node: thing, key: key.trim() };
};

/** The chosen part in words. */
export const sayingPart = ({ kind, thing, key }: PartInput, manifest: Manifest): string => {
  if (kind === 'cluster') return 'the cluster';
  const text = choicesOf(kind, manifest)?.find(({ value }) => value === thing)?.text ?? thing;
  return kind === 'key' ? `${key.trim()} on ${text}` : text;
};
