// A theme that shows what is checked and nothing else.
import { h } from 'vue'
import { Content, useData } from 'vitepress'
import { data as posts } from './posts.data.js'

function Layout () {
  const { frontmatter, page } = useData()
  if (!page.value.relativePath.startsWith('posts/')) {
    return h('ul', posts.map(post => h('li', h('a', { href: post.url }, post.frontmatter.title))))
  }
  return [
    h('h1', frontmatter.value.title),
    h('time', String(frontmatter.value.date)),
    h('ol', { class: 'categories' }, frontmatter.value.categories.map(name => h('li', name))),
    h('article', h(Content))
  ]
}

export default { Layout: { setup: () => Layout } }
