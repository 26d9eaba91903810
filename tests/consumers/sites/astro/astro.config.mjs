// Caches are the site's own: several sites share one folder of modules.
export default { markdown: { smartypants: false }, cacheDir: './.cache', vite: { cacheDir: './.vite' } };
