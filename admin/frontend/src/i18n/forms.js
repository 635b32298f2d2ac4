// Says form-js's phrases in Chinese. Must be loaded before form-js: some are asked for while it loads.
import { register } from './runtime.js';
import phrases from './zh-forms.json';

register(phrases);
