import { type SealedCopy } from '#backups';
import { parseStream } from '#domain';
import { type Recorded } from '#event-store';

/** The sealed keys that events name, and those that are there. */
export class SealedKeys {
  private readonly named = new Set<string>();
  private readonly found = new Map<string, string>();

  take({ stream, event }: Pick<Recorded, 'stream' | 'event'>): void {
    const parsed = parseStream(stream);
    if (parsed?.kind === 'key' && event.type === 'KeyMaterialSealed')
      this.found.set(parsed.id, (event.data as Readonly<{ sealed: string }>).sealed);
    const { key } = event.data as Readonly<{ key?: unknown }>;
    const hasKey = event.type.startsWith('KeyContainer') || event.type.startsWith('Crypto');
    if (hasKey && typeof key === 'string') this.named.add(key);
  }

  /** The keys that are gone. */
  get erased(): readonly string[] {
    return [...this.named].filter((key) => !this.found.has(key)).sort();
  }

  /** The sealed text of a key; undefined if it was erased. */
  textOf(key: string): string | undefined {
    return this.found.get(key);
  }

  /** @param masterKey the id of the key that seals; null if none is known */
  copyOf(key: string, masterKey: string | null): SealedCopy | undefined {
    const sealed = this.textOf(key);
    return sealed === undefined
      ? undefined
      : { masterKey: masterKey ?? '', bytes: Buffer.from(sealed, 'base64') };
  }
}
