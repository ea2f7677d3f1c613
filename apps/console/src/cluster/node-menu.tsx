import { type ReactNode } from 'react';

import { useAct } from '../actions/action.js';
import { type Schemas } from '../api/client.js';
import { Menu, MenuItem, MenuSeparator } from '../ui/controls/menu.js';

type Node = Schemas['NodeSeen'];

/** The actions of a node; `when` says in which of its states. */
const DEEDS: readonly Readonly<{
  verb: string;
  text: string;
  when: (node: Node) => boolean;
  isDrastic?: true;
}>[] = [
  { verb: 'drain', text: 'Drain', when: ({ state }) => state !== 'Down' },
  { verb: 'pause', text: 'Pause', when: ({ state }) => state === 'Up' },
  { verb: 'resume', text: 'Resume', when: ({ state }) => state === 'Paused' },
  { verb: 'start', text: 'Start', when: ({ state }) => state === 'Down' },
  { verb: 'stop', text: 'Stop', when: ({ state }) => state !== 'Down', isDrastic: true },
  {
    verb: 'crash',
    text: 'Fail over: record a crash of',
    when: ({ state }) => state !== 'Down',
    isDrastic: true,
  },
];

export const NodeMenu = ({ node }: Readonly<{ node: Node }>): ReactNode => {
  const act = useAct();
  const possible = DEEDS.filter(({ when }) => when(node));
  const item = ({ verb, text }: (typeof DEEDS)[number]): ReactNode => (
    <MenuItem
      key={verb}
      onSelect={() => {
        act({
          title: `${text} ${node.name}`,
          confirm: text.split(':', 1)[0] ?? text,
          command: () => ({
            method: 'POST',
            path: `/v1/nodes/${encodeURIComponent(node.name)}/${verb}`,
            body: {},
          }),
        });
      }}
    >
      {text} {node.name}…
    </MenuItem>
  );
  const drastic = possible.filter(({ isDrastic }) => isDrastic);
  return (
    <Menu label={`Actions for node ${node.name}`}>
      {possible.filter(({ isDrastic }) => isDrastic === undefined).map(item)}
      {drastic.length === 0 ? null : <MenuSeparator />}
      {drastic.map(item)}
    </Menu>
  );
};
