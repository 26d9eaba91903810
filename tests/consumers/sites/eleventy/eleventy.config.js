export default function (config) {
  config.addCollection('articles', api => api.getFilteredByGlob('posts/**/*.md'));
}
