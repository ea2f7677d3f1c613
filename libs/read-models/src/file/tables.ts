import { LEDGER } from '../ledger/tables.js';
import { type Table } from './table.js';

/** Every table of the read model's file. */
export const TABLES: readonly Table[] = [
  {
    name: 'state',
    columns: [
      'only_row INTEGER PRIMARY KEY CHECK (only_row = 0)',
      ...['version INTEGER NOT NULL', 'log TEXT', 'position INTEGER NOT NULL'],
    ],
  },
  {
    name: 'events',
    columns: ['first INTEGER PRIMARY KEY', 'places BLOB NOT NULL', 'body TEXT NOT NULL'],
  },
  { name: 'moments', columns: ['at INTEGER PRIMARY KEY', 'position INTEGER NOT NULL'] },
  { name: 'set_back', columns: ['position INTEGER PRIMARY KEY', 'latest INTEGER NOT NULL'] },
  {
    name: 'streams',
    columns: [
      ...['stream TEXT NOT NULL', 'first INTEGER NOT NULL', 'origin INTEGER NOT NULL'],
      'positions BLOB NOT NULL',
    ],
    key: ['stream', 'first'],
    indexes: ['streams_origin (stream, origin)'],
  },
  {
    name: 'operations',
    columns: ['bucket INTEGER NOT NULL', 'first INTEGER NOT NULL', 'entries BLOB NOT NULL'],
    key: ['bucket', 'first'],
  },
  {
    name: 'operation_terms',
    columns: ['term INTEGER NOT NULL', 'first INTEGER NOT NULL'],
    key: ['term', 'first'],
  },
  {
    name: 'terms',
    columns: ['id INTEGER PRIMARY KEY', 'text TEXT NOT NULL'],
    indexes: ['UNIQUE terms_text (text)'],
  },
  {
    name: 'postings',
    columns: ['term INTEGER NOT NULL', 'first INTEGER NOT NULL', 'positions BLOB NOT NULL'],
    key: ['term', 'first'],
  },
  {
    name: 'key_versions',
    columns: [
      ...['id INTEGER PRIMARY KEY', 'node TEXT NOT NULL', 'key TEXT NOT NULL'],
      ...['parent TEXT NOT NULL', 'text TEXT NOT NULL', 'since INTEGER NOT NULL'],
      ...['revision INTEGER NOT NULL', 'restored INTEGER NOT NULL', 'made INTEGER'],
      ...['until INTEGER', 'until_revision INTEGER', 'until_restored INTEGER'],
    ],
    indexes: [
      'key_versions_key (node, key, since)',
      'key_versions_parent (node, parent, since)',
      'key_versions_since (node, since)',
      'key_versions_until (node, until)',
      'key_versions_open (node, key) WHERE until IS NULL',
    ],
  },
  {
    name: 'value_places',
    columns: [
      ...['id INTEGER PRIMARY KEY', 'node TEXT NOT NULL', 'key TEXT NOT NULL'],
      ...['name TEXT NOT NULL', 'key_text TEXT NOT NULL', 'text TEXT NOT NULL'],
    ],
    indexes: ['UNIQUE value_places_key (node, key, name)'],
  },
  {
    name: 'value_versions',
    columns: [
      ...['place INTEGER NOT NULL', 'first INTEGER NOT NULL', 'versions TEXT NOT NULL'],
      ...['edits INTEGER NOT NULL', 'settled INTEGER NOT NULL'],
    ],
    key: ['place', 'first'],
  },
  {
    name: 'writes',
    columns: ['first INTEGER NOT NULL', 'part INTEGER NOT NULL', 'entries BLOB NOT NULL'],
    key: ['first', 'part'],
  },
  { name: 'worlds', columns: ['position INTEGER PRIMARY KEY', 'archive BLOB NOT NULL'] },
  {
    name: 'staged',
    columns: ['name TEXT NOT NULL', 'part INTEGER NOT NULL', 'changes TEXT NOT NULL'],
    key: ['name', 'part'],
  },
  {
    name: 'captures',
    columns: ['checkpoint TEXT NOT NULL', 'number INTEGER NOT NULL', 'position INTEGER NOT NULL'],
    key: ['checkpoint', 'number'],
  },
  {
    name: 'lane_events',
    columns: ['first INTEGER PRIMARY KEY', 'entries BLOB NOT NULL'],
  },
  {
    name: 'lane_counts',
    columns: ['first INTEGER PRIMARY KEY', 'base INTEGER NOT NULL', 'counts BLOB NOT NULL'],
  },
  {
    name: 'lane_spans',
    columns: [
      ...['lane TEXT NOT NULL', 'track TEXT NOT NULL', 'since INTEGER NOT NULL'],
      ...['at INTEGER NOT NULL', 'kind TEXT NOT NULL', 'thing TEXT NOT NULL'],
    ],
    key: ['lane', 'track', 'since'],
  },
  {
    name: 'search_blocks',
    columns: [
      ...['first INTEGER PRIMARY KEY', 'position INTEGER NOT NULL'],
      ...['is_indexed INTEGER NOT NULL', 'entries BLOB NOT NULL'],
    ],
    indexes: ['search_blocks_position (position)'],
  },
  {
    name: 'search_terms',
    columns: ['id INTEGER PRIMARY KEY', 'text TEXT NOT NULL'],
    indexes: ['UNIQUE search_terms_text (text)'],
  },
  {
    name: 'search_postings',
    columns: ['term INTEGER NOT NULL', 'first INTEGER NOT NULL', 'positions BLOB NOT NULL'],
    key: ['term', 'first'],
  },
  ...LEDGER,
  {
    name: 'parked',
    columns: [
      ...['position INTEGER PRIMARY KEY', 'id TEXT NOT NULL', 'stream TEXT NOT NULL'],
      ...['type TEXT NOT NULL', 'operation TEXT NOT NULL', 'error TEXT NOT NULL'],
      'attempts INTEGER NOT NULL',
    ],
  },
];
