import { type Depth, type ReadModels, type ValueVersion, type WrittenAt } from '#read-models';
import { valueToJson, type RegistryView, type ViewKey } from '#registry';

/** Who wrote something, and when. */
type Writing = Readonly<{ position: string; recordedAt: string; actor: string }>;

export const writingOf = (reads: ReadModels, position: number | undefined): Writing | null => {
  const recorded = position === undefined ? undefined : reads.events.at(position);
  return recorded === undefined
    ? null
    : {
        position: String(recorded.position),
        recordedAt: recorded.recordedAt.toISOString(),
        actor: recorded.metadata.actor,
      };
};

type Found = Readonly<{ key: ViewKey; writtenAt: WrittenAt }> | undefined;

/** A registry view as a read gives it. */
export const registryShape = (
  reads: ReadModels,
  found: Found,
  asked: Readonly<{ node: string; view: RegistryView; key: string; depth: Depth }>,
): object => {
  const { depth, ...head } = asked;
  if (found === undefined) return { ...head, exists: false, values: [], keys: [] };
  const memo = new Map<number, Writing | null>();
  const written = (position: number | undefined): Writing | null => {
    if (position === undefined) return null;
    const known = memo.get(position) ?? writingOf(reads, position);
    memo.set(position, known);
    return known;
  };
  const shape = (key: ViewKey, left: number): object => ({
    values: [...key.values].map(({ name, value }) => ({
      name,
      value: valueToJson(value),
      writtenAt: written(found.writtenAt(key.path, name)),
    })),
    keys:
      left === 0
        ? []
        : [...key.keys()].map((child) => ({ name: child.name, ...shape(child, left - 1) })),
  });
  return { ...head, exists: true, ...shape(found.key, depth === 'all' ? Infinity : depth) };
};

/** One version of a value as a read gives it. */
export const versionShape = (reads: ReadModels, version: ValueVersion): object => {
  const recorded = reads.events.at(Number(version.since));
  return {
    key: version.key,
    name: version.name,
    value: valueToJson(version.value),
    writtenAt: writingOf(reads, Number(version.since)),
    endedAt: version.until === undefined ? null : writingOf(reads, Number(version.until)),
    restored: version.restored,
    operation: recorded?.metadata.operation ?? null,
    rule: recorded?.metadata.rule ?? null,
  };
};
