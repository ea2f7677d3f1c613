import { type Table } from '../file/table.js';

/** The tables of the ledger of lost writes. */
export const LEDGER: readonly Table[] = [
  { name: 'bases', columns: ['place TEXT', 'revision INTEGER NOT NULL'], key: ['place'] },
  {
    name: 'carried',
    columns: [
      ...['checkpoint TEXT NOT NULL', 'node TEXT NOT NULL', 'what TEXT NOT NULL'],
      ...['key TEXT NOT NULL', 'name TEXT NOT NULL', 'failure TEXT NOT NULL'],
    ],
    key: ['checkpoint', 'node', 'what', 'key', 'name'],
  },
  {
    name: 'carriers',
    columns: [
      ...['checkpoint TEXT NOT NULL', 'node TEXT NOT NULL', 'failure TEXT NOT NULL'],
      'revision INTEGER NOT NULL',
    ],
    key: ['checkpoint', 'node', 'failure'],
  },
  {
    name: 'standings',
    columns: [
      ...['resource TEXT NOT NULL', 'since INTEGER NOT NULL', 'owner TEXT NOT NULL'],
      ...['online INTEGER NOT NULL', 'closed INTEGER'],
    ],
    key: ['resource', 'since'],
  },
  {
    name: 'container_changes',
    columns: [
      ...['node TEXT NOT NULL', 'container TEXT NOT NULL', 'position INTEGER NOT NULL'],
      ...['revision INTEGER NOT NULL', 'restored INTEGER NOT NULL', 'fingerprint TEXT'],
    ],
    key: ['node', 'container', 'position'],
  },
  {
    name: 'lost_writes',
    columns: [
      ...['seq INTEGER PRIMARY KEY', 'id TEXT NOT NULL', 'position INTEGER NOT NULL', 'rule TEXT'],
      ...['deliberate INTEGER NOT NULL', 'node TEXT NOT NULL', 'resource TEXT NOT NULL'],
      ...['checkpoint TEXT NOT NULL', 'key TEXT NOT NULL', 'name TEXT', 'lost TEXT', 'kept TEXT'],
      ...['source TEXT', 'edits INTEGER NOT NULL', 'written INTEGER', 'victims TEXT NOT NULL'],
      ...['keys INTEGER NOT NULL', 'vals INTEGER NOT NULL'],
    ],
    indexes: ['UNIQUE lost_writes_id (id)', 'lost_writes_position (position)'],
  },
  {
    name: 'lost_terms',
    columns: ['id INTEGER PRIMARY KEY', 'text TEXT NOT NULL'],
    indexes: ['UNIQUE lost_terms_text (text)'],
  },
  {
    name: 'lost_postings',
    columns: ['term INTEGER NOT NULL', 'first INTEGER NOT NULL', 'positions BLOB NOT NULL'],
    key: ['term', 'first'],
  },
  {
    name: 'lost_totals',
    columns: [
      ...['term INTEGER NOT NULL', 'position INTEGER NOT NULL', 'rows INTEGER NOT NULL'],
      ...['keys INTEGER NOT NULL', 'vals INTEGER NOT NULL'],
    ],
    key: ['term', 'position'],
  },
  {
    name: 'lost_decisions',
    columns: ['row INTEGER NOT NULL', 'position INTEGER NOT NULL', 'state TEXT NOT NULL'],
    key: ['row', 'position'],
  },
  {
    name: 'event_ids',
    columns: ['bucket INTEGER NOT NULL', 'first INTEGER NOT NULL', 'entries BLOB NOT NULL'],
    key: ['bucket', 'first'],
  },
];
