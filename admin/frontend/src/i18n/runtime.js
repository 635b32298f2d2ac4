// Which language the page is in, and how a phrase is said in it.
// Phrases are written in English; the page says its language: <html lang="zh-CN">.

const spoken = (globalThis.document?.documentElement.lang || 'zh-CN').toLowerCase();

export const isChinese = spoken.startsWith('zh');

const phrases = {};

// What a Chinese page asked for in vain; a test reads it.
const missing = (globalThis.guchengMissingPhrases ||= new Set());

/** Add translations; an English page needs none. Call it before a library's code is loaded. */
export function register(dictionary) {
  if (isChinese) Object.assign(phrases, dictionary);
}

/** Say a phrase in the page's language, with its {places} filled. */
export function t(phrase, values = {}) {
  if (phrase === undefined || phrase === null) return phrase;
  const known = phrases[phrase];
  if (known === undefined && isChinese && /[a-z]{2}/i.test(phrase)) missing.add(phrase);
  return (known ?? String(phrase)).replace(/{([^}]+)}/g, (place, name) => values[name] ?? place);
}

/** What bpmn-js and form-js call their `translate`. */
export const Translation = { translate: [ 'value', t ] };
