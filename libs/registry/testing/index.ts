export { changeOf, component, value } from './arbitraries.js';
export {
  applyToModel,
  contentOf,
  contentOfModel,
  findInModel,
  modelKey,
  type Content,
  type ModelKey,
} from './model.js';
