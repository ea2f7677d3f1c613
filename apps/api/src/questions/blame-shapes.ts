import { nameOf, type BlamedValue, type Named } from '#application';
import { type BlameLink } from '#read-models';
import { valueToJson } from '#registry';

import { type Writers } from '../registry/writers.js';
import { type BlamedValueShape, type BlameLinkShape } from './blame-schemas.js';

type Sources = Readonly<{ writers: Writers; names: Named }>;

/** The JSON of a value with its way. */
export const blamedShape = (
  sources: Sources,
  { key, name, value, chain }: BlamedValue,
): BlamedValueShape => {
  const first = chain.more ? undefined : chain.links.at(-1);
  return {
    key,
    name,
    value: valueToJson(value),
    origin: sources.writers.originAt(first?.position),
    chain: chain.links.flatMap((link) => linkShape(sources, link)),
    more: chain.more,
  };
};

const linkShape = (
  { writers, names }: Sources,
  { position, how, node, capture }: BlameLink,
): readonly BlameLinkShape[] => {
  const recorded = writers.eventAt(position);
  const written = writers.at(position);
  if (recorded === undefined || written === null) return [];
  const { metadata } = recorded;
  const isImport = how === 'edit' && metadata.command.type === 'ImportRegistry';
  return [
    {
      event: recorded.id,
      ...written,
      node: nameOf(names, 'nodes', node) ?? null,
      rule: metadata.rule ?? null,
      how: isImport ? 'import' : how,
      ...(capture && { capture }),
    },
  ];
};
