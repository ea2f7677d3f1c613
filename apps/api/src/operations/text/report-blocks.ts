import { type Redaction } from '#registry';

import { type ReportShape } from '../operation-schemas.js';
import { type Block } from './blocks.js';
import { sideText, type SideText } from './value-text.js';

/** The parts of the report of an operation, for a ticket; parts without content are left out. */
export const reportBlocks = (report: ReportShape, redaction: Redaction): readonly Block[] => [
  { title: titleOf(report) },
  { fields: headOf(report) },
  ...part('Cause', list(report.cause.map(({ what }) => what))),
  ...report.groups.flatMap(wayOf),
  ...part('Steps', stepsOf(report)),
  ...part('Restores', report.restores.flatMap(restoreOf(sideText(redaction)))),
  ...part('Lost writes', lossesOf(report, sideText(redaction))),
  ...part('Settings', settingsOf(report)),
  ...part(
    'Hazards',
    list(report.hazards.map(({ resource, key, detail }) => `${resource}, ${key}: ${detail}`)),
  ),
  ...part('Prevention', list(report.prevention)),
  ...part(
    'Remedy',
    list(report.remedy.map(({ text, method, path }) => `${text} ${method} ${path}`)),
  ),
];

const part = (heading: string, blocks: readonly Block[]): readonly Block[] =>
  blocks.length === 0 ? [] : [{ heading }, ...blocks];

const list = (items: readonly string[]): readonly Block[] =>
  items.length === 0 ? [] : [{ list: items }];

const titleOf = ({ kind, status, degraded, group, node, from, to }: ReportShape): string => {
  const thing = group ?? node;
  const way = from === null || to === null ? '' : ` from ${from} to ${to}`;
  const outcome = degraded ? `${status}, degraded` : status;
  return `${kind}${thing === null ? '' : ` of ${thing}`}${way}: ${outcome}`;
};

const headOf = (report: ReportShape): readonly (readonly [string, string])[] => {
  const { id, actor, startedAt, endedAt, duration, reason, failure } = report;
  const fields: readonly (readonly [string, string | null])[] = [
    ['Operation', id],
    ['Actor', actor],
    ['Reason', reason],
    ['Began', startedAt],
    ['Ended', endedAt],
    ['Took', duration === null ? null : took(duration)],
    ['Failure', failure],
  ];
  return fields.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]));
};

const took = (milliseconds: number): string => `${milliseconds} ms`;

const wayOf = ({
  group,
  from,
  to,
  candidates,
  earlierChoices,
}: ReportShape['groups'][number]): readonly Block[] => {
  if (from === null || to === null) return [];
  const choice = (nodes: typeof candidates): readonly Block[] =>
    list(nodes.map(({ node, taken, reason }) => `${node}${taken ? ' (taken)' : ''}: ${reason}`));
  return [
    { heading: `Group ${group}` },
    ...earlierChoices.flatMap((earlier): readonly Block[] => [
      { paragraph: `First it was to move to ${earlier.to}:` },
      ...choice(earlier.candidates),
    ]),
    { paragraph: `It moved from ${from} to ${to}:` },
    ...choice(candidates),
  ];
};

const stepsOf = ({ steps }: ReportShape): readonly Block[] => {
  if (steps.length === 0) return [];
  const rows = steps.map(({ number, what, resource, group, status, duration, ...more }) => [
    ...[String(number), what, resource ?? group ?? '', status],
    duration === null ? '' : took(duration),
    [waitText(more.waitedFor), more.reason].filter((text) => text !== null).join('; '),
  ]);
  return [{ table: { head: ['#', 'step', 'of', 'status', 'took', 'waited for; reason'], rows } }];
};

const waitText = (wait: ReportShape['steps'][number]['waitedFor']): string | null => {
  if (wait === null) return null;
  const what = wait.what.replace('-', ' ');
  return wait.resource === null ? what : `${what} ${wait.resource}`;
};

const restoreOf =
  (textOf: SideText) =>
  (restore: ReportShape['restores'][number]): readonly Block[] => {
    const { checkpoint, resource, capture, node, changes, more } = restore;
    const head = `Capture ${capture} of checkpoint ${checkpoint} (${resource}) onto ${node}`;
    if (changes.length === 0) return [{ paragraph: `${head} changed nothing.` }];
    const shown = changes.map((change) => {
      const { key, name, before, after } = change;
      const place = name === null ? key : `${key}, ${name === '' ? '(default)' : name}`;
      return `${place}: ${textOf(change, before)} became ${textOf(change, after)}`;
    });
    return [{ paragraph: `${head}:` }, { list: more ? [...shown, 'and more'] : shown }];
  };

const lossesOf = ({ lostWrites }: ReportShape, textOf: SideText): readonly Block[] => {
  const { rows, keys, values, items, more } = lostWrites;
  if (rows === 0) return [];
  const shown = items.map((row) => {
    const { rule, node, key, name, lost, kept, writtenAt } = row;
    const place = name === null ? key : `${key}, ${name}`;
    const writer =
      writtenAt === null ? '' : `, written by ${writtenAt.actor} at ${writtenAt.recordedAt}`;
    return `${rule ?? 'by command'}: ${place} on ${node}: lost ${textOf(row, lost)}${writer}; now ${textOf(row, kept)}`;
  });
  return [
    { paragraph: `Rows: ${rows}, keys: ${keys}, values: ${values}.` },
    { list: more ? [...shown, 'and more'] : shown },
  ];
};

/** The settings that somebody has set; all others are defaults. */
const settingsOf = ({ policy }: ReportShape): readonly Block[] =>
  list(
    policy.flatMap(({ thing, property, value, setBy }) =>
      setBy === null
        ? []
        : [
            `${thing.kind} ${thing.name}: ${property} = ${JSON.stringify(value)}, set by ${setBy.actor} at ${setBy.recordedAt}`,
          ],
    ),
  );
