export { specify } from './specify.js';
export * from './stories.js';
