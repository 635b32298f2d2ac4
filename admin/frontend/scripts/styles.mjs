// Which of Tabler's styles a page may need: those that templates and scripts name, and families
// that templates may name tomorrow, so that a class that works today works after the next build.
import { PurgeCSS } from 'purgecss';

const FAMILIES = [
  'active', 'alert', 'align', 'avatar', 'badge', 'bg', 'border', 'breadcrumb', 'btn', 'card',
  'clearfix', 'col', 'collaps\\w*', 'container', 'cursor', 'd', 'datagrid', 'disabled', 'display',
  'dropdown', 'empty', 'end', 'fade', 'flex', 'float', 'font', 'form', 'fs', 'fw', 'g[xy]?', 'gap',
  'h[1-6]?', 'hr', 'input', 'invalid', 'invisible', 'is', 'justify', 'lead', 'lh', 'link', 'list',
  'm[tbsexy]?', 'modal', 'mw', 'mh', 'nav', 'overflow', 'p[tbsexy]?', 'page', 'pagination',
  'position', 'progress', 'rounded', 'row', 'show', 'small', 'start', 'status', 'steps?', 'strong',
  'subheader', 'table', 'text', 'timeline', 'visible', 'visually', 'w', 'was',
].join('|');

// Of these families nothing that only decorates, no palette beside the colours with a meaning, and
// no sixth width of window: together half of the file. A template that names one gets it all the same.
const NOT = [
  '(blue|azure|indigo|purple|pink|red|orange|yellow|lime|green|teal|cyan|x|gray|facebook|twitter'
  + '|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|bitbucket'
  + '|tabler)(-|$)', '(xxl|xxxl)(-|$)', 'gradient', 'pattern', 'blur', 'ghost', 'imagecheck',
  'colorinput', 'selectgroup', 'floating', 'underline', 'rotate', 'stamp', 'cover', 'segmented',
  'opacity', 'fullscreen', 'bordered-', 'range', 'sparkline',
].map((ending) => `[\\w-]*-${ending}`).join('|');

const CONTENT = [ '../**/templates/**/*.html', 'src/**/*.js' ];

/** Return what pages may need of a library's styles, with our own after them, whole. */
export async function purged(library, own) {
  const [ { css } ] = await new PurgeCSS().purge({
    css: [ { raw: library } ],
    content: CONTENT,
    skippedContentGlobs: [ '../frontend/**' ],
    safelist: { standard: [ new RegExp(`^(?!${NOT})(${FAMILIES})(-|$)`), /^htmx-/ ] },
    keyframes: true,
  });
  return `${css.replace(/\/\*# sourceMappingURL=.*?\*\//, '')}\n${own}`;
}
