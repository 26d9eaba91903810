"""Those who read what newsspider writes: six site generators build a folder of its posts, four loaders its JSONL.

`pieces` is what a body is made of and what a reader must see of it, `hostile_texts` and `hostile_markup` the
tables of attacks, `seeds` the files, `generators` how each generator is found and run on its site of `sites/`,
`built` what is read from its pages, `checking` what must hold. A further attack is one more line of a table, a
further generator one folder of `sites/` and one entry of `generators`.
"""
