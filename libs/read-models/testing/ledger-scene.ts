import { expect } from '@jest/globals';

import { ABSENT_CONTAINER, type NodeId } from '#domain';
import { type RegistryChange } from '#registry';
import { idOf } from '#testing/processes';

import { ledgerRows, type LedgerRow } from './ledger-rows.js';
import { WrittenLog, type About, type Written } from './written-log.js';

export const KEY = 'SOFTWARE\\Contoso\\App';

/** Sets a REG_DWORD value. */
export const set = (name: string, number: number, key = KEY): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: { type: 'REG_DWORD', number },
});

export const drop = (name: string, key = KEY): RegistryChange => ({
  op: 'delete-value',
  key,
  name,
});
export const make = (key: string): RegistryChange => ({ op: 'create-key', key });
export const remove = (key: string): RegistryChange => ({ op: 'delete-key', key });

const attempt = (node: string) => ({ operation: idOf('op'), epoch: 1, node: idOf(node) });

/** A log that each test writes for itself. Node `a` owns the groups of all resources. */
export class LedgerScene {
  readonly log = new WrittenLog();
  private readonly numbers = new Map<string, number>();

  constructor(resources: readonly string[] = ['app']) {
    for (const name of ['a', 'b']) this.log.node(name, 'NodeOpened', { name });
    for (const name of resources) {
      const group = `group ${name}`;
      this.log.group(group, 'GroupOpened', { owner: idOf('a'), preferredOwners: [] });
      this.log.resource(name, 'ResourceOpened', { type: 'Generic Service', group: idOf(group) });
      this.log.group(group, 'GroupMemberAdded', { resource: idOf(name) });
    }
  }

  /**
   * Resources `app`, `web` and `queue`; `v` is 1 on node `a`, and checkpoint `c` of `app` holds it.
   */
  static captured(): LedgerScene {
    const scene = new LedgerScene(['app', 'web', 'queue']);
    scene.edit('a', [set('v', 1)]);
    scene.add('app', 'c');
    return scene;
  }

  edit(node: string, changes: readonly RegistryChange[], about?: About): Written {
    return this.log.edit(node, changes, about);
  }

  /** Adds a checkpoint with a capture of a node's present state. */
  add(resource: string, checkpoint: string, key = KEY, node = 'a'): void {
    this.log.resource(resource, 'RegistryCheckpointAdded', {
      checkpoint: idOf(checkpoint),
      ...{ key, view: '64-bit', effectiveKey: key },
    });
    this.capture(resource, checkpoint, { node, reason: 'added' });
  }

  /** A capture of a whole key, at the present or an earlier revision of a node. */
  capture(
    resource: string,
    checkpoint: string,
    {
      node = 'a',
      reason = 'changed',
      at = this.log.revisionOf(node),
      ...more
    }: {
      node?: string;
      reason?: 'added' | 'changed' | 'clobbered' | 'recaptured' | 'going-offline';
      at?: number;
      clobberedBy?: { resource: string; checkpoint: string; nodeRevision: number };
    } = {},
  ): Written {
    const source = { node: idOf(node) as NodeId, nodeRevision: at };
    return this.log.captured(resource, {
      ...{ checkpoint, number: this.next(checkpoint), reason, source, ...more },
    });
  }

  /** A capture of edits over the failed restore of an event. */
  captureOver(
    resource: string,
    checkpoint: string,
    {
      failed,
      changes,
      node = 'b',
    }: { failed: Written; changes: readonly RegistryChange[]; node?: string },
  ): Written {
    const number = this.next(checkpoint);
    return this.log.captured(resource, {
      ...{ checkpoint, number, reason: 'changed', source: { capture: number - 1 }, changes },
      overUnrestored: {
        restoreFailed: failed.id,
        node: idOf(node) as NodeId,
        nodeRevision: this.log.revisionOf(node),
      },
    });
  }

  /** A resource comes online on a node; `failing` names its checkpoints with a missing restore. */
  online(resource: string, node: string, failing: readonly string[] = []): readonly Written[] {
    const on = attempt(node);
    this.log.resource(resource, 'ResourceOnlinePending', { ...on, pins: [], persist: true });
    const failed = failing.map((checkpoint) =>
      this.log.resource(resource, `${kindOf(checkpoint)}CheckpointRestoreFailed`, {
        ...{ ...on, checkpoint: idOf(checkpoint), capture: 1, reason: 'held', cause: 'held' },
        nodeRevision: this.log.revisionOf(node),
      }),
    );
    this.log.resource(resource, 'ResourceOnline', {
      ...{ ...on, nodeRevision: this.log.revisionOf(node) },
    });
    return failed;
  }

  leave(resource: string, node: string): void {
    this.log.resource(resource, 'ResourceOfflinePending', { ...attempt(node), persist: true });
  }

  /** @param at the revision at which the online interval ends */
  end(
    resource: string,
    node: string,
    type: 'ResourceOffline' | 'ResourceFailed' = 'ResourceOffline',
    at = this.log.revisionOf(node),
  ): void {
    this.log.resource(resource, type, { ...attempt(node), nodeRevision: at, reason: 'test' });
  }

  own(resource: string, to: string): void {
    const from = idOf(to === 'a' ? 'b' : 'a');
    const data = { operation: idOf('op'), from, to: idOf(to), epoch: 2 };
    this.log.group(`group ${resource}`, 'GroupOwnerChanged', data);
  }

  /** A restore that makes these changes. */
  restore(
    node: string,
    [resource, checkpoint]: readonly [string, string],
    changes: readonly RegistryChange[],
    more: { key?: string; deliberate?: true } & About = {},
  ): Written {
    const { key = KEY, deliberate, ...about } = more;
    return this.log.node(
      node,
      'RegistryRestored',
      {
        ...{ resource: idOf(resource), checkpoint: idOf(checkpoint), capture: 1, key },
        ...{ group: idOf(`group ${resource}`), epoch: 1, operation: idOf('op'), changes, hash: '' },
        ...(deliberate && { deliberate }),
      },
      about,
    );
  }

  storeContainer(node: string, fingerprint: string, about?: About): Written {
    const data = { ...containerOf(node), fingerprint, key: idOf(fingerprint) };
    return this.log.node(node, 'KeyContainerStored', data, about);
  }

  deleteContainer(node: string, fingerprint: string): Written {
    const { container } = containerOf(node);
    const data = { container, key: idOf(fingerprint), fingerprint };
    return this.log.node(node, 'KeyContainerDeleted', data);
  }

  restoreContainer(node: string, resource: string, fingerprint: string): Written {
    return this.log.node(node, 'KeyContainerRestored', {
      ...{ ...containerOf(node), fingerprint, key: idOf(fingerprint) },
      ...restoring(resource),
    });
  }

  /** The restore of an absent container. */
  restoreAbsence(node: string, resource: string, more: { deliberate?: true } = {}): Written {
    const { type, provider, name } = containerOf(node);
    return this.log.node(node, 'KeyContainerAbsenceRestored', {
      ...{ type, provider, name, ...restoring(resource), ...more },
    });
  }

  addCrypto(resource: string): void {
    this.log.resource(resource, 'CryptoCheckpointAdded', {
      ...{ checkpoint: idOf('crypto'), name: '24\\\\C', type: 24, provider: 'P', container: 'C' },
    });
  }

  captureContainer(
    resource: string,
    fingerprint: string | undefined,
    { node = 'a', failed }: { node?: string; failed?: Written } = {},
  ): Written {
    const moment = { node: idOf(node) as NodeId, nodeRevision: this.log.revisionOf(node) };
    return this.log.resource(resource, 'CryptoCheckpointCaptured', {
      ...{ checkpoint: idOf('crypto'), number: this.next('crypto'), reason: 'changed' },
      ...{ source: moment, fingerprint: fingerprint ?? ABSENT_CONTAINER },
      ...(fingerprint !== undefined && { key: idOf(`capture ${fingerprint}`) }),
      ...(failed && { overUnrestored: { restoreFailed: failed.id, ...moment } }),
    });
  }

  /** The lost writes, oldest first. */
  rows(): Promise<readonly LedgerRow[]> {
    return ledgerRows(this.log);
  }

  /** The only lost write. */
  async onlyRow(): Promise<LedgerRow | undefined> {
    const [first, ...others] = await this.rows();
    expect(others).toEqual([]);
    return first;
  }

  private next(checkpoint: string): number {
    const number = (this.numbers.get(checkpoint) ?? 0) + 1;
    this.numbers.set(checkpoint, number);
    return number;
  }
}

const kindOf = (checkpoint: string): string => (checkpoint === 'crypto' ? 'Crypto' : 'Registry');

const restoring = (resource: string): object => ({
  ...{ resource: idOf(resource), checkpoint: idOf('crypto'), capture: 1 },
  ...{ group: idOf(`group ${resource}`), epoch: 1, operation: idOf('op') },
});

const containerOf = (node: string) => ({
  ...{ container: idOf(`container ${node}`), type: 24, provider: 'P', name: 'C' },
  exportable: true,
});
