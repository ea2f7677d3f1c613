import { foldName } from '#registry';

import { type Data } from './naive-events.js';
import { type Place } from './naive-places.js';

type Container = Readonly<{
  path: string;
  id: string | undefined;
  fingerprint: string | undefined;
}>;

/** A key container whose state an event has changed. */
export type ChangedContainer = Readonly<{
  place: Place;
  path: string;
  before: string | undefined;
  after: string | undefined;
}>;

/** The key containers of a node, by provider and name. */
export class NaiveContainers {
  private readonly all = new Map<string, Container>();

  pathOf(key: string): string {
    return this.all.get(key)?.path ?? '';
  }

  take(type: string, data: Data): ChangedContainer | undefined {
    const none = { id: undefined, fingerprint: undefined };
    if (type === 'KeyContainerDeleted') return this.put(this.keyOf(data.container), none);
    if (type === 'KeyContainerAbsenceRestored')
      return this.put(nameOf(data), { ...none, path: pathOf(data) });
    const { container: id, fingerprint } = data;
    return this.put(nameOf(data), { id, fingerprint, path: pathOf(data) });
  }

  private put(key: string, now: Partial<Container>): ChangedContainer | undefined {
    const old = this.all.get(key);
    const path = old?.path ?? now.path ?? '';
    const [before, after] = [old?.fingerprint, now.fingerprint];
    this.all.set(key, { id: now.id, fingerprint: after, path });
    if (before === after) return undefined;
    const place: Place = { id: `container ${key}`, kind: 'container', key, name: null, state: '' };
    return { place, path, before, after };
  }

  private keyOf(id: string | undefined): string {
    const found = [...this.all].find(([, one]) => one.id !== undefined && one.id === id);
    return found?.[0] ?? '';
  }
}

const nameOf = ({ provider, name }: Data): string =>
  foldName(`${String(provider)}\\${String(name)}`);
const pathOf = ({ type, provider, name }: Data): string =>
  `${String(type)}\\${String(provider)}\\${String(name)}`;
