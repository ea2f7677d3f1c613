import { type GroupChoice, type NameThen } from '#application';
import { type Obstacle } from '#processes';

type Candidate = GroupChoice['candidates'][number];
type Verdict = Candidate['verdict'];

/** Why a node was taken, in words. */
const TAKEN: Readonly<Record<Extract<Verdict, { is: 'taken' }>['as'], string>> = {
  host: 'the first node in the order that could host every resource',
  up: 'no node could host every resource; this is the first that is up',
  paused: 'no other node is up; this is the first that is paused',
  named: 'the operator named it',
  target: 'the drain names it as its target',
  home: 'the group was drained from it, and it is back',
  source: 'not every resource came online, so the group returned',
  earlier: 'it was chosen just before the cluster changed',
};

/** Why a node was passed over, in words. */
const PASSED: Readonly<
  Record<Exclude<Verdict['is'], 'taken' | 'later' | 'owner' | 'not-possible'>, string>
> = {
  gone: 'it is no member of the cluster any more',
  crashed: 'it has crashed',
  down: 'it is down',
  paused: 'it is paused',
  leaving: 'it is being evicted',
  draining: 'it is being drained',
  'less-preferred': 'the group does not prefer it to its owner',
  'failed-there': 'a resource failed there, and it has not come up again since',
};

/** The reason why a group went to a node or not, with the keys that programs held open there. */
export const candidateReason = ({ verdict, holds }: Candidate, nameThen: NameThen): string => {
  const held = holds.map(({ holder, key }) => `; ${holder} holds ${key} open there`);
  return reasonOf(verdict, nameThen) + held.join('');
};

const reasonOf = (verdict: Verdict, nameThen: NameThen): string => {
  switch (verdict.is) {
    case 'taken':
      return TAKEN[verdict.as];
    case 'later':
      return verdict.hasFailed
        ? 'it has been tried in this series: a resource failed there'
        : 'it could have taken the group; another node came first';
    case 'owner':
      return ['the group was there', ...lossOf(verdict.obstacle)].join(', and ');
    default:
      return obstacleReason(verdict, nameThen);
  }
};

/** Why a node cannot take a group, in words. */
export const obstacleReason = (obstacle: Obstacle, nameThen: NameThen): string =>
  obstacle.is === 'not-possible'
    ? `it is no possible owner of ${nameThen('resources', obstacle.resource) ?? obstacle.resource}`
    : PASSED[obstacle.is];

/** Why the owner could not keep the group. */
const lossOf = (obstacle: Extract<Verdict, { is: 'owner' }>['obstacle']): readonly string[] => {
  const is = obstacle?.is;
  return is === 'crashed' || is === 'down' || is === 'draining' ? [PASSED[is]] : [];
};
