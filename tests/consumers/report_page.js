// Looks at pages in Chromium: node report_page.js CHROMIUM PROFILE SHOTS PAGE…; prints what it saw as JSON.
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [browser, profile, shots, ...pages] = process.argv.slice(2);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

async function look(file, width, scheme) {
  const name = `${path.basename(file, ".html")}-${width}-${scheme}`;
  const context = await chromium.launchPersistentContext(path.join(profile, name), {
    executablePath: browser, headless: true, args: FLAGS, viewport: { width, height: 900 }, colorScheme: scheme,
  });
  const page = context.pages()[0] || (await context.newPage());
  const saw = { name, errors: [], requests: [] };
  page.on("console", (message) => message.type() === "error" && saw.errors.push(message.text()));
  page.on("pageerror", (error) => saw.errors.push(String(error)));
  page.on("request", (request) => saw.requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  saw.title = await page.title();
  saw.wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  saw.trouble = await page.locator("#trouble li").first().boundingBox();
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
  // By keyboard alone: the skip link comes first, and a row opens with Enter.
  await page.keyboard.press("Tab");
  saw.first = await page.evaluate(() => document.activeElement.className);
  await page.locator("#outcomes summary").first().focus();
  await page.keyboard.press("Enter");
  saw.opened = await page.evaluate(() => document.querySelector("#outcomes details").open);
  // A number leads to its articles, also where these are folded away.
  const link = page.locator("#outcomes a[href^='#a']").first();
  if (await link.count()) {
    await page.locator("#outcomes details:has(a[href^='#a'])").first().evaluate((row) => { row.open = true; });
    await link.click();
    saw.led = await page.evaluate(() => document.querySelector(":target")?.checkVisibility() ?? false);
  }
  await page.evaluate(() => document.querySelectorAll("details").forEach((one, at) => { one.open = one.open || at % 40 === 0; }));
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run());
  saw.violations = found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 200)}`);
  await context.close();
  return saw;
}

(async () => {
  const saw = [];
  for (const [at, file] of pages.entries())
    for (const width of [390, 1440])
      for (const scheme of ["light", "dark"])
        // All four of the first page; of the others a phone in the dark and a screen by day.
        if (at === 0 || (width === 390) === (scheme === "dark")) saw.push(await look(file, width, scheme));
  console.log(JSON.stringify(saw));
})();
