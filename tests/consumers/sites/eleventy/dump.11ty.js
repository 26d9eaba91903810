// Eleventy's own data of each post.
const KEYS = ['title', 'updated', 'categories', 'tags', 'author', 'media', 'editor', 'description', 'headimg',
  'thumbnail', 'comments', 'guid', 'canonical_url', 'original_title', 'stocks', 'revision'];

export default class {
  data() {
    return { permalink: '/posts.json', eleventyExcludeFromCollections: true };
  }

  render({ collections }) {
    return JSON.stringify(collections.articles.map(post => ({
      ...Object.fromEntries(KEYS.map(key => [key, post.data[key]])),
      path: post.url,
      date: post.date.toISOString()
    })));
  }
}
