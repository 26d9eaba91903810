export default { markdown: { smartypants: false } };
