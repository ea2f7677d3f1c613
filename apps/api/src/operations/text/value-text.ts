import { valueFromJson, type Redaction, type RegistryValueJson } from '#registry';

import { type LostTogetherShape } from '../../lost-writes/lost-write-schemas.js';
import { type ReportShape } from '../operation-schemas.js';

type Side =
  | ReportShape['restores'][number]['changes'][number]['before']
  | LostTogetherShape['items'][number]['lost'];

/** The longest text of a value. */
const MAX = 200;

type Place = Readonly<{ key: string; name: string | null }>;

/** The content of a place in words. */
export type SideText = (place: Place, side: Side) => string;

/** The words for the content of a place, as far as a redaction lets them show it. */
export const sideText =
  (redaction: Redaction): SideText =>
  ({ key, name }, side) => {
    if (side === null) return 'nothing';
    if (side === true) return 'the key';
    if ('fingerprint' in side) return `the keys ${side.fingerprint}`;
    if ('hash' in side) return `${side.keys} keys with ${side.values} values`;
    return redaction.isMasked(key, name) ? maskText(redaction, side) : valueText(side);
  };

const maskText = ({ mask }: Redaction, json: RegistryValueJson): string => {
  const { masked, type, size } = mask(valueFromJson(json));
  return `${type} of ${size} bytes, masked: ${masked}`;
};

const valueText = ({ type, ...data }: RegistryValueJson): string => {
  const [content] = Object.values(data) as unknown[];
  const text = JSON.stringify(content);
  const shown = text.length > MAX ? `${text.slice(0, MAX)}…` : text;
  return `${type} ${shown}`;
};
