import { type Schemas } from '../api/client.js';

const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

/** The cluster in one line: `2 of 3 nodes up, 4 groups, 9 of 9 resources online`. */
export const summaryOf = ({ nodes, groups, resources }: Schemas['Overview']): string => {
  const up = nodes.filter(({ state }) => state !== 'Down').length;
  const online = resources.filter(({ state }) => state === 'Online').length;
  return [
    up === nodes.length
      ? `${counted(up, 'node')} up`
      : `${up} of ${counted(nodes.length, 'node')} up`,
    counted(groups.length, 'group'),
    `${online} of ${counted(resources.length, 'resource')} online`,
  ].join(', ');
};
