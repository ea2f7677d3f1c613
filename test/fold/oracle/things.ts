import { type Recorded } from '#event-store';

import { newGroup, takeGroup, type PlainGroup } from './plain-group.js';
import { newNode, takeNode, type PlainNode } from './plain-node.js';
import { newResource, takeResource, type PlainResource } from './plain-resource.js';
import { dataOf, idOf, kindOf, type Data } from './whole-log.js';

/** A thing that has left: the place of the event that ended it, from 0. */
export type Gone = Readonly<{ kind: Kind; id: string; name: string; place: number }>;
export type Kind = 'nodes' | 'groups' | 'resources';

/** Everything that the log has listed up to a moment, folded event by event. */
export class Things {
  readonly nodes = new Map<string, PlainNode>();
  readonly groups = new Map<string, PlainGroup>();
  readonly resources = new Map<string, PlainResource>();
  /** The things that have left the directory. */
  readonly left = new Map<string, PlainNode | PlainGroup | PlainResource>();
  readonly gone: Gone[] = [];
  readonly dependencies = new Map<string, Set<string>>();

  constructor(readonly events: readonly Recorded[]) {
    for (const [place, recorded] of events.entries()) {
      this.list(recorded, place);
      const [id, data] = [idOf(recorded), dataOf(recorded)];
      if (kindOf(recorded) === 'node') takeNode(this.nodes.get(id), recorded.event.type, data);
      if (kindOf(recorded) === 'group') this.takeGroup(id, recorded, place);
      if (kindOf(recorded) === 'resource') this.takeResource(id, recorded, place);
    }
  }

  /** The last name of a thing, whether it is there or not. */
  nameOf(kind: Kind, id: string): string {
    return this[kind].get(id)?.name ?? this.left.get(id)?.name ?? id;
  }

  /** The directory's own events. */
  private list(recorded: Recorded, place: number): void {
    const { type } = recorded.event;
    const data = dataOf(recorded);
    const node = String(data['node']);
    const group = String(data['group']);
    const resource = String(data['resource']);
    if (type === 'NodeAdded') this.nodes.set(node, newNode(node, data));
    if (type === 'GroupAdded') this.groups.set(group, newGroup(group, data));
    if (type === 'ResourceAdded') this.resources.set(resource, newResource(resource, data));
    this.rename(type, data);
    if (type === 'NodeEvicted') this.drop('nodes', node, place);
    if (type === 'GroupRemoved') this.drop('groups', group, place);
    if (type === 'ResourceRemoved') this.drop('resources', resource, place);
  }

  private rename(type: string, { group, resource, name }: Data): void {
    const [listed, known] = [this.groups.get(String(group)), this.resources.get(String(resource))];
    if (type === 'GroupRenamed' && listed !== undefined) listed.name = String(name);
    if (type === 'ResourceRenamed' && known !== undefined) known.name = String(name);
    if (type === 'ResourceRegrouped' && known !== undefined) known.group = String(group);
  }

  private drop(kind: Kind, id: string, place: number): void {
    const thing = this[kind].get(id);
    if (thing === undefined) return;
    this.left.set(id, thing);
    this[kind].delete(id);
    if (!this.gone.some((one) => one.id === id)) this.end(kind, thing, place);
  }

  private end(
    kind: Kind,
    { id, name }: Readonly<{ id: string; name: string }>,
    place: number,
  ): void {
    this.gone.push({ kind, id, name, place });
  }

  private takeGroup(id: string, recorded: Recorded, place: number): void {
    const group = this.groups.get(id);
    if (group === undefined) return;
    const { type } = recorded.event;
    takeGroup(group, type, dataOf(recorded));
    this.takeDependency(type, dataOf(recorded));
    if (type === 'GroupClosed') this.end('groups', group, place);
  }

  private takeDependency(type: string, { resource, provider }: Data): void {
    const needs = this.dependencies.get(String(resource)) ?? new Set();
    if (type === 'DependencyAdded') needs.add(String(provider));
    if (type === 'DependencyRemoved') needs.delete(String(provider));
    this.dependencies.set(String(resource), needs);
    if (type !== 'GroupMemberRemoved') return;
    this.dependencies.delete(String(resource));
    for (const others of this.dependencies.values()) others.delete(String(resource));
  }

  private takeResource(id: string, recorded: Recorded, place: number): void {
    const resource = this.resources.get(id);
    if (resource === undefined) return;
    takeResource(resource, recorded);
    if (recorded.event.type === 'ResourceClosed') this.end('resources', resource, place);
  }
}
