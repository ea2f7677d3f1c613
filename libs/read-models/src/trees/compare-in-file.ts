import { streamName } from '#domain';

import { Captures } from '../captures/captures.js';
import { contentsIn } from '../captures/contents-in.js';
import { Events } from '../events/events.js';
import { ReadDatabase } from '../file/database.js';
import { PastTrees } from '../registry/past-trees.js';
import { RegistryPast } from '../registry/registry-past.js';
import { compareTrees, type ComparedPart, type TreeComparison } from './compare-trees.js';
import { TreePairs, type TreePair } from './tree-pair.js';

/** A comparison of trees that only the file has, in a form that can be sent to another thread. */
export type FileComparison = Readonly<{
  file: string;
  cluster: string;
  pair: TreePair;
  part: ComparedPart;
}>;

/**
 * Compares two trees with a connection of its own to the read model's file.
 *
 * @throws ReadModelDamaged
 */
export const compareInFile = ({ file, cluster, pair, part }: FileComparison): TreeComparison => {
  const db = new ReadDatabase(file, { role: 'reader' });
  try {
    const events = new Events(db);
    const past = new RegistryPast(db);
    const contents = contentsIn(new Captures(db, events), past, (node, revision) =>
      events.positionOf(streamName(cluster, 'node', node), revision),
    );
    const pairs = new TreePairs(new PastTrees(db, events, past), contents);
    return compareTrees(pairs.keysOf(pair), pair.narrowing, part);
  } finally {
    db.close();
  }
};
