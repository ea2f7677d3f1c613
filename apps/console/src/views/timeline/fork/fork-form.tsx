import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode, type SubmitEvent } from 'react';

import { type Schemas } from '../../../api/client.js';
import { Button } from '../../../ui/controls/button.js';
import { Field } from '../../../ui/fields/field.js';
import styles from './fork.module.css';
import { type TimelineSearch } from '../timeline-search.js';
import { DEEDS, isDeed, type Chosen, type Deed, type DeedName } from './deeds.js';
import { writeFork, type Fork } from './fork-command.js';

type Props = Readonly<{ cluster: Schemas['Overview']; onDone: () => void }>;

/** Asks what to change from the cursor on. */
export const ForkForm = ({ cluster, onDone }: Props): ReactNode => {
  const [name, setName] = useState<DeedName>('move');
  const navigate = useNavigate();
  const show = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fork = forkIn(new FormData(event.currentTarget), DEEDS[name]);
    void navigate({
      to: '.',
      search: (all: TimelineSearch) => ({ ...all, fork: writeFork(fork) }),
      replace: true,
      resetScroll: false,
    });
    onDone();
  };
  return (
    <form className={styles.forkForm} onSubmit={show} aria-label="What if, from here">
      <Choice
        label="What if"
        name="deed"
        choices={Object.entries(DEEDS).map(([key, { text }]) => [key, text] as const)}
        onChange={(next) => {
          if (isDeed(next)) setName(next);
        }}
        hasFocus
      />
      <Particulars key={name} deed={DEEDS[name]} cluster={cluster} />
      <Text label="Seconds that pass after it" name="seconds" initial="60" />
      <Button type="submit" look="main">
        Show what would be
      </Button>
    </form>
  );
};

type ParticularsProps = Readonly<{ deed: Deed; cluster: Schemas['Overview'] }>;

/** The thing that the deed is done to, and its manner. */
const Particulars = ({ deed, cluster }: ParticularsProps): ReactNode => (
  <>
    <Choice label="Which" name="thing" choices={asChoices(deed.things(cluster))} />
    {deed.goals === undefined ? null : (
      <Choice label="To" name="to" choices={asChoices(deed.goals(cluster))} />
    )}
    {deed.isValue === undefined ? null : (
      <>
        <Text label="Key" name="key" />
        <Text label="Value" name="name" />
        <Text label="Text" name="text" />
      </>
    )}
  </>
);

const forkIn = (form: FormData, deed: Deed): Fork => ({
  command: deed.command(chosenIn(form)),
  seconds: Math.trunc(Math.max(0, Number(textIn(form, 'seconds')) || 0)),
});

const textIn = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

const chosenIn = (form: FormData): Chosen => ({
  thing: textIn(form, 'thing'),
  to: textIn(form, 'to'),
  key: textIn(form, 'key'),
  name: textIn(form, 'name'),
  text: textIn(form, 'text'),
});

const asChoices = (names: readonly string[]): readonly (readonly [string, string])[] =>
  names.map((name) => [name, name]);

type ChoiceProps = Readonly<{
  label: string;
  name: string;
  choices: readonly (readonly [string, string])[];
  onChange?: (choice: string) => void;
  hasFocus?: boolean;
}>;

const Choice = ({ label, name, choices, onChange, hasFocus = false }: ChoiceProps): ReactNode => (
  <Field label={label}>
    {(control) => (
      <select
        {...control}
        name={name}
        autoFocus={hasFocus}
        onChange={({ target }) => {
          onChange?.(target.value);
        }}
      >
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

type TextProps = Readonly<{ label: string; name: string; initial?: string }>;

const Text = ({ label, name, initial = '' }: TextProps): ReactNode => (
  <Field label={label}>
    {(control) => (
      <input
        {...control}
        name={name}
        defaultValue={initial}
        autoComplete="off"
        spellCheck={false}
      />
    )}
  </Field>
);
