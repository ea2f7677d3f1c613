import { type ReactNode } from 'react';

import { useAct } from '../actions/action.js';
import { type Schemas } from '../api/client.js';
import { Menu, MenuItem, MenuSeparator } from '../ui/controls/menu.js';

type Group = Schemas['GroupSeen'];
type Resource = Schemas['ResourceSeen'];

const BRING = [
  ['online', 'Bring', 'online', 'Bring online'],
  ['offline', 'Take', 'offline', 'Take offline'],
] as const;

export const GroupMenu = ({ group }: Readonly<{ group: Group }>): ReactNode => {
  const act = useAct();
  const path = `/v1/groups/${encodeURIComponent(group.name)}`;
  return (
    <Menu label={`Actions for group ${group.name}`}>
      <MenuItem
        onSelect={() => {
          act({
            title: `Move ${group.name}`,
            confirm: 'Move',
            destinationOf: group.name,
            command: ({ destination: to }) => ({
              method: 'POST',
              path: `${path}/move`,
              body: { to },
            }),
          });
        }}
      >
        Move {group.name}…
      </MenuItem>
      <MenuSeparator />
      {BRING.map(([verb, begin, end, confirm]) => (
        <MenuItem
          key={verb}
          onSelect={() => {
            act({
              title: `${begin} ${group.name} ${end}`,
              confirm,
              command: () => ({ method: 'POST', path: `${path}/${verb}`, body: {} }),
            });
          }}
        >
          {begin} {group.name} {end}…
        </MenuItem>
      ))}
    </Menu>
  );
};

export const ResourceMenu = ({ resource }: Readonly<{ resource: Resource }>): ReactNode => {
  const act = useAct();
  const path = `/v1/resources/${encodeURIComponent(resource.name)}`;
  const give = (title: string, confirm: string, verb: string) => () => {
    act({ title, confirm, command: () => ({ method: 'POST', path: `${path}/${verb}`, body: {} }) });
  };
  return (
    <Menu label={`Actions for resource ${resource.name}`}>
      {BRING.map(([verb, begin, end, confirm]) => (
        <MenuItem
          key={verb}
          isDisabled={verb === resource.state.toLowerCase()}
          onSelect={give(`${begin} ${resource.name} ${end}`, confirm, verb)}
        >
          {begin} {resource.name} {end}…
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem
        isDisabled={resource.state !== 'Online'}
        onSelect={give(`Record a failure of ${resource.name}`, 'Record the failure', 'fail')}
      >
        Record a failure of {resource.name}…
      </MenuItem>
    </Menu>
  );
};
