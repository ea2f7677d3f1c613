import { latest, type Occurrence, type ResourceId } from '#domain';

import { type OpenOperation } from './open-operation.js';
import { causeOfGroup, waitsOf } from './operation-causes.js';

/**
 * The causes of the steps of members. The fences of an operation are written side by side: a member
 * that has its own names that one. A step of an attempt follows from the last event of the attempt. An attempt begins after the latest event that it waits for: of the group, of the member,
 * or of another member. In the last case its cause is the latest event of the member itself.
 */
export class MemberCauses {
  private lastWait: Occurrence | undefined;
  private isScanned = false;

  constructor(private readonly open: OpenOperation) {}

  /** @param awaited the other members that must be online, or offline, first */
  of(member: ResourceId, awaited: Iterable<ResourceId>): Occurrence | undefined {
    const { clusterState, id, operation } = this.open;
    const { causes } = clusterState;
    const begun = causes.of('operation', id);
    const isFenced = latest(begun, causes.of('fenced', member)) !== begun;
    const own = latest(causes.of('lifecycle', member), ...waitsOf(this.open, member));
    const known = latest(isFenced ? begun : causeOfGroup(this.open), own);
    const { transition } = clusterState.openResource(member) ?? {};
    if (transition?.operation === operation.id) return latest(known, causes.of('handling', member));
    const ofOthers = [...awaited].map((other) => causes.of('lifecycle', other));
    const all = latest(known, this.wait, ...ofOthers);
    return all === known ? known : (own ?? all);
  }

  /** The last fence or late capture of any member: no attempt begins before it. */
  private get wait(): Occurrence | undefined {
    if (this.isScanned) return this.lastWait;
    this.isScanned = true;
    for (const member of this.open.group.members)
      this.lastWait = latest(this.lastWait, ...waitsOf(this.open, member));
    return this.lastWait;
  }
}
