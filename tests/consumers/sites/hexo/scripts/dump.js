'use strict';
// Hexo's own post objects, as its themes and plugins see them.
const KEYS = ['title', 'author', 'media', 'editor', 'description', 'headimg', 'thumbnail', 'comments', 'guid',
  'canonical_url', 'original_title', 'stocks', 'revision', 'updated', 'layout', 'published', 'excerpt'];

hexo.extend.generator.register('dump', locals => ({
  path: 'posts.json',
  data: JSON.stringify(locals.posts.map(post => ({
    ...Object.fromEntries(KEYS.filter(key => post[key] !== undefined).map(key => [key, post[key]])),
    path: post.path,
    date: post.date.toISOString(),
    tags: post.tags.map(tag => tag.name),
    categories: chain(post.categories.toArray())
  })))
}));

// The names from top to leaf, by what each says is above it.
function chain(categories) {
  const names = [];
  for (let above; names.length < categories.length;) {
    const next = categories.find(category => category.parent === above);
    if (!next) break;
    names.push(next.name);
    above = next._id;
  }
  return names;
}
