import { foldName } from '#registry';

import { type Data } from './naive-events.js';
import { type Place } from './naive-places.js';

type Container = Readonly<{ path: string; fingerprint: string | undefined }>;

/** A key container whose state an event has changed. */
export type ChangedContainer = Readonly<{
  place: Place;
  path: string;
  before: string | undefined;
  after: string | undefined;
}>;

/** The key containers of a node. */
export class NaiveContainers {
  private readonly all = new Map<string, Container>();

  pathOf(key: string): string {
    return this.all.get(key)?.path ?? '';
  }

  take(type: string, data: Data): ChangedContainer | undefined {
    const isDeleted = type === 'KeyContainerDeleted';
    const known = isDeleted
      ? [...this.all].find(([, { fingerprint }]) => fingerprint === data.fingerprint)?.[0]
      : undefined;
    const key = known ?? foldName(`${String(data.provider)}\\${String(data.name)}`);
    const old = this.all.get(key);
    const path =
      old?.path ?? `${String(data.type)}\\${String(data.provider)}\\${String(data.name)}`;
    const after = isDeleted ? undefined : data.fingerprint;
    this.all.set(key, { path, fingerprint: after });
    if (old?.fingerprint === after) return undefined;
    const place: Place = { id: `container ${key}`, kind: 'container', key, name: null, state: '' };
    return { place, path, before: old?.fingerprint, after };
  }
}
