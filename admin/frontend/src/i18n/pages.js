// Says what every page's script may say in Chinese.
import { register } from './runtime.js';
import phrases from './zh-pages.json';

register(phrases);
