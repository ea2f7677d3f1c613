export { NaiveHistory, placeOf } from './naive.js';
export { NaiveLedger } from './naive-ledger.js';
export { NaiveOrigins } from './naive-origins.js';
export { type NaiveDetails, type NaiveRow } from './naive-rows.js';
