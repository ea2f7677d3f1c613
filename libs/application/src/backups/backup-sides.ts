import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { parseSide, type TypedSide } from '../diff/side.js';
import { momentOf, type AsOf } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { cutOf } from './cut-of.js';
import { takenBackup } from './taken-backup.js';

/** The sides of a comparison as texts. */
export type SideTexts = Readonly<{ left: string; right: string }>;

/** Puts the thing of the other side, as of the cut of a backup, in the place of the backup. */
export class ResolveBackupSides extends Query<SideTexts> {
  constructor(
    readonly asOf: AsOf,
    readonly input: SideTexts,
  ) {
    super();
  }
}

@QueryHandler(ResolveBackupSides)
export class ResolveBackupSidesHandler implements IQueryHandler<ResolveBackupSides> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ResolveBackupSides): Promise<SideTexts> {
    if (![input.left, input.right].some((text) => BACKUP.test(text))) return input;
    const { clusterState } = await momentOf(this.cluster, asOf);
    const resolved = (text: string, other: string, pointer: string): string => {
      const [, id] = BACKUP.exec(text) ?? [];
      if (id === undefined) return text;
      const { position } = cutOf(this.cluster, takenBackup(clusterState, id));
      return `${thingOf(other, pointer)}@${position}`;
    };
    return {
      left: resolved(input.left, input.right, '/right'),
      right: resolved(input.right, input.left, '/left'),
    };
  }
}

const BACKUP = /^backup:([^@]+)$/;

/** The thing of a side without its moment; the cluster for another backup. */
const thingOf = (text: string, pointer: string): string => {
  if (BACKUP.test(text)) return 'cluster';
  const side = parseSide(text, pointer);
  return TEXTS[side.kind](side as never);
};

const TEXTS: {
  readonly [Kind in TypedSide['kind']]: (side: Extract<TypedSide, { kind: Kind }>) => string;
} = {
  node: ({ node }) => `node:${node}`,
  checkpoint: ({ checkpoint }) => `checkpoint:${checkpoint}`,
  capture: ({ checkpoint }) => `checkpoint:${checkpoint}`,
  cluster: () => 'cluster',
};
