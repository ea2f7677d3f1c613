import { describe, expect, test } from '@jest/globals';

import {
  CONTROL_CODES,
  controlCodeNumber,
  findControlCode,
  parseControlCode,
  type ControlCodeName,
} from './control-codes.js';

/** Typed by hand from the generated SDK bindings, not derived from the table. */
const NUMBERS: Record<ControlCodeName, number> = {
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT: 20971682,
  CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT: 20971686,
  CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS: 16777385,
  CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT: 20971694,
  CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT: 20971698,
  CLUSCTL_RESOURCE_GET_CRYPTO_CHECKPOINTS: 16777397,
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT: 20971710,
  CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT: 20971714,
  CLUSCTL_RESOURCE_TYPE_GET_REGISTRY_CHECKPOINTS: 33554601,
  CLUSCTL_RESOURCE_TYPE_GET_CRYPTO_CHECKPOINTS: 33554613,
};
const ROWS = Object.entries(NUMBERS) as [ControlCodeName, number][];

describe('the ten control codes', () => {
  test('are all of the table', () => {
    expect(Object.keys(CONTROL_CODES).sort()).toEqual(Object.keys(NUMBERS).sort());
  });

  test.each(ROWS)('%s has the number of the Windows header', (name, number) => {
    expect(controlCodeNumber(name)).toBe(number);
  });

  test.each(ROWS)('%s is found by name, number, decimal and hexadecimal text', (name, number) => {
    const hex = number.toString(16).padStart(8, '0');
    expect(
      [name, number, String(number), `0x${hex}`, `0X${hex.toUpperCase()}`].map(findControlCode),
    ).toEqual([name, name, name, name, name]);
  });

  test.each(ROWS)('%s taken apart gives the values of its row', (name, number) => {
    const { object, function: fn, modify } = CONTROL_CODES[name];
    expect(parseControlCode(number)).toMatchObject({
      objectName: object,
      function: fn,
      modify,
      global: false,
      user: false,
      internal: false,
    });
  });

  test.each(ROWS)(
    '%s has write access if it takes an input, and returns a list otherwise',
    (name) => {
      const { access, modify, input, output } = CONTROL_CODES[name];
      expect(modify).toBe(access === 'WRITE');
      expect(input === 'none').toBe(!modify);
      expect(output === 'none').toBe(modify);
    },
  );

  test('a code has a view if it adds a registry key, and only then', () => {
    const views = Object.entries(CONTROL_CODES).flatMap(([name, code]) =>
      'view' in code ? [[name, code.view]] : [],
    );
    expect(Object.fromEntries(views)).toEqual({
      CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT: '64-bit',
      CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT: '64-bit',
      CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT: '32-bit',
    });
  });
});

describe('a code that is not in the table', () => {
  test.each([
    'clusctl_resource_get_registry_checkpoints',
    'REGISTRY_CHECKPOINT',
    'constructor',
    '__proto__',
    '',
    '0x',
    '-20971682',
    '20971682.0',
    ' 20971682',
    '0x014002D6',
    20972246,
    -1,
    Number.NaN,
  ])('%p is not found', (code) => {
    expect(findControlCode(code)).toBeUndefined();
  });

  test('has the object that it is for', () => {
    expect(parseControlCode(0x03000000)).toMatchObject({ object: 3, objectName: 'GROUP' });
    expect(parseControlCode(0x07000000)).toMatchObject({ object: 7, objectName: 'CLUSTER' });
    expect(parseControlCode(0x42000000)).toMatchObject({ object: 0x42, objectName: undefined });
  });

  test('is taken apart bit by bit', () => {
    expect(parseControlCode(0xffffffff)).toEqual({
      object: 255,
      objectName: undefined,
      global: true,
      modify: true,
      user: true,
      internal: true,
      function: 0x3ffff,
      access: 3,
    });
    expect(parseControlCode(0x80a00000)).toEqual({
      object: 128,
      objectName: 'USER',
      global: true,
      modify: false,
      user: true,
      internal: false,
      function: 0,
      access: 0,
    });
  });
});
