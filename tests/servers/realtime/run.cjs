// node run.cjs ADDRESS TRANSPORT API-KEY: runs every behaviour at once and prints what became of each, as JSON.
const { opened, sleep } = require('./client.cjs');
const groups = ['connections', 'subscriptions', 'recovery', 'presence'];
const behaviours = groups.flatMap(group => Object.entries(require(`./${group}.cjs`)));
process.on('unhandledRejection', error => console.error(error));

async function run([name, behaviour]) {
  try {
    await Promise.race([behaviour(), sleep(80_000).then(() => { throw new Error('not done within 80 s'); })]);
    return { name, passed: true };
  } catch (error) {
    return { name, passed: false, error: String(error?.stack ?? JSON.stringify(error)) };
  }
}

(async () => {
  const results = await Promise.all(behaviours.map(run));
  for (const client of opened) client.disconnect();
  process.stdout.write(JSON.stringify({ version: JSON.parse(require('node:fs').readFileSync(require.resolve('centrifuge').replace(/build.*/, 'package.json'))).version, results }) + '\n', () => process.exit(0));
})();
