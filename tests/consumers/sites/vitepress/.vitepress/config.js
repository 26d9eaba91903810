// What docs/recipes.md says, and the pages that are checked: the dump of VitePress' own data of each post.
import fs from 'node:fs'
import path from 'node:path'

const posts = []

export default {
  mpa: true,
  appearance: false,
  transformHtml: (html) => html.replace(/<script id="check-mac-os">.*?<\/script>/, ''),
  markdown: { attrs: { disable: true }, anchor: { permalink: false }, config: (md) => md.disable("emoji") },
  transformPageData (data) {
    if (data.relativePath.startsWith('posts/')) {
      posts.push({ ...data.frontmatter, path: data.relativePath.replace(/\.md$/, '.html') })
    }
  },
  buildEnd (site) {
    fs.writeFileSync(path.join(site.outDir, 'posts.json'), JSON.stringify(posts))
  }
}
