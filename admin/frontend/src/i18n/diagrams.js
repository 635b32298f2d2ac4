// Says the diagram viewer's phrases in Chinese. Must be loaded before bpmn-js.
import { register } from './runtime.js';
import phrases from './zh-diagrams.json';

register(phrases);
