import { pick } from './mutate.js';

/** Texts to begin with, before any answer has shown one. */
const FIRST = ['node-a', 'node-b', 'SQL', 'Server', 'SOFTWARE\\Contoso\\App', '1', '5', 'x'];

/** The texts that are kept for a name, the newest ones. */
const MOST_OF_A_NAME = 24;
/** The items of a list of an answer that are looked at. */
const MOST_ITEMS = 10;

/** The texts that answers had, by the names of their fields. */
export class SeenValues {
  private readonly texts = new Map<string, string[]>();

  /** Takes the texts of an answer. */
  note(value: unknown, name = ''): void {
    if (Array.isArray(value)) for (const item of value.slice(0, MOST_ITEMS)) this.note(item, name);
    else if (typeof value === 'object') this.noteFields(value ?? {});
    else if (typeof value === 'string' || typeof value === 'number') this.add(name, `${value}`);
  }

  private noteFields(fields: object): void {
    for (const [name, value] of Object.entries(fields)) this.note(value, name);
  }

  /** A text for a field of this name: one that a field of this or another name had. */
  text(random: () => number, name: string): string {
    const dice = random();
    const own = this.texts.get(name);
    if (own !== undefined && dice < 0.5) return pick(random, own);
    const names = [...this.texts.keys()];
    if (names.length === 0 || dice < 0.6) return pick(random, FIRST);
    const other =
      dice < 0.9 ? pick(random, ['id', 'name', 'key', 'position']) : pick(random, names);
    return pick(random, this.texts.get(other) ?? FIRST);
  }

  private add(name: string, text: string): void {
    const known = this.texts.get(name) ?? [];
    if (text.length > 200 || known.includes(text)) return;
    known.push(text);
    if (known.length > MOST_OF_A_NAME) known.shift();
    this.texts.set(name, known);
  }
}
