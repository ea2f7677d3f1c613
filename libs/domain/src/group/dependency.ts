import { ClusterError } from '#clusapi';

import { type ResourceId } from '../vocabulary/ids.js';

/**
 * The providers that a resource needs to be online: one resource, all of several, or any of
 * several. Windows writes `([IP 1] or [IP 2]) and [Disk]`.
 */
export type Dependency =
  ResourceId | Readonly<{ all: readonly Dependency[] }> | Readonly<{ any: readonly Dependency[] }>;

/** The greatest length of a chain of dependencies (domain facts, A12). */
export const MAX_DEPTH = 100;

/** Every resource that an expression names, once. */
export const providersOf = (dependency: Dependency | undefined): readonly ResourceId[] => {
  if (dependency === undefined) return [];
  if (typeof dependency === 'string') return [dependency];
  const parts = 'all' in dependency ? dependency.all : dependency.any;
  return [...new Set(parts.flatMap(providersOf))];
};

/** True if the online resources satisfy the expression. */
export const isSatisfied = (
  dependency: Dependency | undefined,
  isOnline: (provider: ResourceId) => boolean,
): boolean => {
  if (dependency === undefined) return true;
  if (typeof dependency === 'string') return isOnline(dependency);
  return 'all' in dependency
    ? dependency.all.every((part) => isSatisfied(part, isOnline))
    : dependency.any.some((part) => isSatisfied(part, isOnline));
};

/** The expression with one more required provider. */
export const withProvider = (
  dependency: Dependency | undefined,
  provider: ResourceId,
): Dependency => {
  if (dependency === undefined) return provider;
  return typeof dependency === 'object' && 'all' in dependency
    ? { all: [...dependency.all, provider] }
    : { all: [dependency, provider] };
};

/** The expression without a resource; undefined if nothing else was in the expression. */
export const withoutProvider = (
  dependency: Dependency | undefined,
  provider: ResourceId,
): Dependency | undefined => {
  if (dependency === undefined || dependency === provider) return undefined;
  if (typeof dependency === 'string') return dependency;
  const parts = ('all' in dependency ? dependency.all : dependency.any).flatMap(
    (part) => withoutProvider(part, provider) ?? [],
  );
  if (parts.length <= 1) return parts[0];
  return 'all' in dependency ? { all: parts } : { any: parts };
};

/** The expression in Windows' notation, with names. */
export const formatDependency = (
  dependency: Dependency | undefined,
  nameOf: (id: ResourceId) => string,
): string => {
  if (dependency === undefined) return '';
  if (typeof dependency === 'string') return `[${nameOf(dependency)}]`;
  const [parts, word] =
    'all' in dependency
      ? ([dependency.all, ' and '] as const)
      : ([dependency.any, ' or '] as const);
  return parts
    .map((part) => {
      const text = formatDependency(part, nameOf);
      return typeof part === 'string' ? text : `(${text})`;
    })
    .join(word);
};

const fault = (detail: string): ClusterError =>
  new ClusterError('ERROR_INVALID_PARAMETER', detail, { field: 'dependencyExpression' });

/**
 * Reads `([IP 1] or [IP 2]) and [Disk]`. `and` binds closer than `or`; an empty text is no
 * dependency.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for a text that is no expression
 */
export const parseDependency = (
  text: string,
  resolve: (name: string) => ResourceId,
): Dependency | undefined => {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return undefined;
  const parser = new Parser(tokens, resolve);
  return parser.whole();
};

const TOKEN = /\s*(?:\[([^\]]*)\]|(\()|(\))|(and|or)(?![^\s([])|(\S+))/giy;

type Token = Readonly<{ name: string } | { word: 'and' | 'or' | '(' | ')' }>;

const tokensOf = (text: string): readonly Token[] => {
  const trimmed = text.trimEnd();
  return [...trimmed.matchAll(TOKEN)].map(([whole, name, open, close, word]): Token => {
    if (name !== undefined) return { name: name.trim() };
    const known = open ?? close ?? word?.toLowerCase();
    if (known === undefined) throw fault(`"${whole.trim()}" is no [resource], and, or, ( or )`);
    return { word: known as 'and' };
  });
};

const MAX_NESTING = 32;

/** A recursive-descent parser: `or` of `and` of names and parentheses. */
class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly resolve: (name: string) => ResourceId,
  ) {}

  whole(): Dependency {
    const found = this.any(0);
    if (this.at < this.tokens.length) throw fault('text follows the end of the expression');
    return found;
  }

  private any(depth: number): Dependency {
    const first = this.all(depth);
    const others: Dependency[] = [];
    while (this.takes('or')) others.push(this.all(depth));
    return others.length === 0 ? first : { any: [first, ...others] };
  }

  private all(depth: number): Dependency {
    const first = this.one(depth);
    const others: Dependency[] = [];
    while (this.takes('and')) others.push(this.one(depth));
    return others.length === 0 ? first : { all: [first, ...others] };
  }

  private one(depth: number): Dependency {
    if (depth > MAX_NESTING) throw fault('nested too deep');
    if (this.takes('(')) {
      const found = this.any(depth + 1);
      if (!this.takes(')')) throw fault('a ) is missing');
      return found;
    }
    const token = this.tokens[this.at];
    if (token === undefined || !('name' in token)) throw fault('a [resource] is missing');
    this.at += 1;
    return this.resolve(token.name);
  }

  private takes(word: 'and' | 'or' | '(' | ')'): boolean {
    const token = this.tokens[this.at];
    if (token === undefined || !('word' in token) || token.word !== word) return false;
    this.at += 1;
    return true;
  }
}
