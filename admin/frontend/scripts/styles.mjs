// Which of Tabler's styles a page may need: those that templates and scripts name, and families
// that templates may name tomorrow, so that a class that works today works after the next build.
import { PurgeCSS } from 'purgecss';

const FAMILIES = [
  'active', 'alert', 'align', 'badge', 'bg', 'border', 'breadcrumb', 'btn', 'card', 'col',
  'container', 'd', 'disabled', 'end', 'flex', 'form', 'fs', 'fw', 'g[xy]?', 'gap', 'h[1-6]?', 'hr',
  'input', 'invalid', 'is', 'justify', 'lead', 'list', 'm[tbsexy]?', 'nav', 'overflow',
  'p[tbsexy]?', 'page', 'pagination', 'position', 'progress', 'rounded', 'row', 'show', 'small',
  'start', 'strong', 'table', 'text', 'visible', 'visually', 'w', 'was',
].join('|');

// Of these families nothing that only decorates, no palette beside the colours with a meaning, and
// no sixth width of window: together half of the file. A template that names one gets it all the same.
const NOT = [
  '(blue|azure|indigo|purple|pink|red|orange|yellow|lime|green|teal|cyan|x|gray|facebook|twitter'
  + '|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket'
  + '|tabler)(-|$)', '(xxl|xxxl)(-|$)', 'gradient', 'pattern', 'blur', 'ghost', 'imagecheck',
  'colorinput', 'selectgroup', 'floating', 'underline', 'rotate', 'stamp', 'cover', 'segmented',
  'opacity', 'fullscreen', 'bordered-', 'range', 'sparkline', 'tabs', 'mobile-\\w+',
  'switch', 'group-(sm|lg)', 'cols-\\w+', 'outline-\\w+', 'square', 'pills', 'horizontal-\\w+',
  'theme', 'emphasis', 'content-\\w+', 'self-\\w+', 'dots', 'progressbg', 'custom', 'bg-\\w+',
].map((ending) => `[\\w-]*-${ending}`).join('|');

/** There is one theme: of each light-dark(a, b), which older browsers do not know, take a. */
function light(css) {
  const NAME = 'light-dark(';
  for (let at = css.indexOf(NAME); at >= 0; at = css.indexOf(NAME)) {
    let depth = 0, comma, end = at + NAME.length;
    for (; depth >= 0; end++) {
      if (css[end] === '(') depth++;
      else if (css[end] === ')') depth--;
      else if (css[end] === ',' && depth === 0) comma ??= end;
    }
    css = css.slice(0, at) + css.slice(at + NAME.length, comma) + css.slice(end);
  }
  return css;
}

const CONTENT = [ '../**/templates/**/*.html', '../**/*.py', 'src/**/*.{js,jsx}' ];

/** Return what pages may need of a library's styles, with our own after them, whole. */
export async function purged(library, own) {
  const [ { css } ] = await new PurgeCSS().purge({
    css: [ { raw: library } ],
    content: CONTENT,
    skippedContentGlobs: [ '../frontend/**' ],
    safelist: { standard: [ new RegExp(`^(?!${NOT})(${FAMILIES})(-|$)`), /^htmx-/ ] },
    keyframes: true,
    variables: true,
  });
  return `${light(css).replace(/\/\*# sourceMappingURL=.*?\*\//, '')}\n${own}`;
}
