// What docs/recipes.md says: a quoted date needs z.coerce.
import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';

const posts = defineCollection({
  loader: glob({ pattern: '*.md', base: './posts' }),
  schema: z.object({ title: z.string(), date: z.coerce.date() }).passthrough()
});

export const collections = { posts };
