import { hotkeysCoreFeature, syncDataLoaderFeature, type TreeInstance } from '@headless-tree/core';
import { useTree } from '@headless-tree/react';
import { useMemo, useState } from 'react';

import { folded, stepsOf } from '../paths.js';
import { type Place } from '../registry-search.js';
import { TOP, useKeys, type TreeKey } from './use-keys.js';

const NO_KEY: TreeKey = { name: '', path: '', hasKeys: false };
const FEATURES = [syncDataLoaderFeature, hotkeysCoreFeature];

type Options = Readonly<{
  place: Place;
  at: Readonly<{ at?: string }>;
  scrollTo: (index: number) => void;
}>;

/** The tree of the keys of a node. It opens the keys above the one that is looked at. */
export const useKeyTree = ({ place, at, scrollTo }: Options): TreeInstance<TreeKey> => {
  const { node, key, view } = place;
  const [opened, setOpened] = useOpened(key);
  const keys = useKeys({ node, view }, at, opened);
  // Another list makes the tree be built anew, also when only the answers are others.
  const expandedItems = useMemo(() => opened.filter((id) => keys.byId.has(id)), [opened, keys]);
  return useTree<TreeKey>({
    rootItemId: TOP,
    state: { expandedItems },
    setExpandedItems: (change) => {
      setOpened(typeof change === 'function' ? change(expandedItems) : change);
    },
    getItemName: (item) => item.getItemData().name,
    isItemFolder: (item) => item.getItemData().hasKeys,
    scrollToItem: (item) => {
      scrollTo(item.getItemMeta().index);
    },
    dataLoader: {
      getItem: (id) => keys.byId.get(id) ?? NO_KEY,
      getChildren: (id) => [...(keys.below.get(id) ?? [])],
    },
    features: FEATURES,
  });
};

/** The ids of the open keys; those above a key are opened when it becomes the one that is looked at. */
const useOpened = (
  key: string,
): readonly [readonly string[], (opened: readonly string[]) => void] => {
  const [state, setState] = useState(() => ({ key, opened: withAbove([], key) }));
  if (state.key !== key) setState({ key, opened: withAbove(state.opened, key) });
  return [
    state.opened,
    (opened) => {
      setState((before) => ({ ...before, opened: [...new Set(['', ...opened])] }));
    },
  ];
};

const withAbove = (opened: readonly string[], key: string): readonly string[] => [
  ...new Set([
    '',
    ...opened,
    ...stepsOf(key)
      .slice(0, -1)
      .map(({ path }) => folded(path)),
  ]),
];
