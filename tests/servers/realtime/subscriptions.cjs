const assert = require('node:assert/strict');
const { give, take, sleep, client, next, connected, subscribed, until, api, refusal, name } = require('./client.cjs');

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

module.exports = {
  async a_subscriber_gets_a_position_and_a_snapshot() {
    const channel = `chat:${name()}`;
    await api('publish', { channel, data: 1 });
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    assert.deepEqual([sub.answer.recoverable, sub.answer.positioned, sub.answer.streamPosition.offset], [true, true, 1]);
    assert.deepEqual(take(sub.answer.data), { snapshotAt: 1 });
  },

  async who_may_not_is_refused() {
    const made = await connected({ token: `user:${name()}` });
    const sub = made.newSubscription(`forbidden:${name()}`);
    const ended = next(sub, 'unsubscribed');
    sub.subscribe();
    assert.equal((await ended).code, 103);
  },

  async an_unknown_channel_is_refused() {
    const sub = (await connected({ token: `user:${name()}` })).newSubscription(`nowhere:${name()}`);
    const ended = next(sub, 'unsubscribed');
    sub.subscribe();
    assert.equal((await ended).code, 102);
  },

  async what_one_publishes_all_hear_in_one_order() {
    const channel = `chat:${name()}`;
    const made = await Promise.all(numbers(1, 4).map(() => connected({ token: `user:${name()}` })));
    const subs = await Promise.all(made.map(m => subscribed(m, channel)));
    await Promise.all(subs.map((sub, i) => (async () => { for (const n of numbers(1, 10)) await sub.publish(give(`${i}.${n}`)); })()));
    await Promise.all(subs.map(sub => until(() => sub.heard.length === 40)));
    assert.deepEqual(subs[0].heard.map(h => h.offset), numbers(1, 40));
    for (const sub of subs) assert.deepEqual(sub.heard.map(h => h.data), subs[0].heard.map(h => h.data));
    for (const i of numbers(0, 3)) assert.deepEqual(subs[0].heard.map(h => h.data).filter(d => d.startsWith(`${i}.`)), numbers(1, 10).map(n => `${i}.${n}`));
  },

  async a_publication_says_who_and_carries_tags() {
    const channel = `chat:${name()}`;
    const user = name();
    const made = await connected({ token: `user:${user}` });
    const sub = await subscribed(made, channel);
    await sub.publish(give({ text: 'hi' }));
    await api('publish', { channel, data: { text: 'server' }, tags: { kind: 'note' } });
    await until(() => sub.heard.length === 2);
    const [mine, servers] = sub.heard;
    assert.deepEqual([mine.info.user, mine.info.client, take(mine.info.connInfo)], [user, made.answer.client, { name: user }]);
    assert.deepEqual([servers.info, servers.tags], [undefined, { kind: 'note' }]);
  },

  async what_the_policy_refuses_is_not_published() {
    const channel = `chat:${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    assert.equal((await refusal(sub.publish(give('forbidden')))).code, 103);
    assert.equal((await api('history', { channel })).offset, 0);
  },

  async a_repeated_id_is_published_once() {
    const channel = `chat:${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    const first = await api('publish', { channel, data: 1, idempotency_key: 'x' });
    const again = await api('publish', { channel, data: 2, idempotency_key: 'x' });
    await api('publish', { channel, data: 3 });
    await until(() => sub.heard.length === 2);
    assert.deepEqual(first, again);
    assert.deepEqual(sub.heard.map(h => h.data), [1, 3]);
  },

  async whoever_unsubscribed_hears_no_more() {
    const channel = `chat:${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    const ended = next(sub, 'unsubscribed');
    sub.unsubscribe();
    assert.equal((await ended).code, 0);
    // The server is told of it a moment later.
    const known = async () => Object.keys((await api('channels', { pattern: channel })).channels);
    for (let looks = 0; looks < 600 && (await known()).length > 0; looks++) await sleep(100);
    await api('publish', { channel, data: 1 });
    await sleep(200);
    assert.deepEqual([sub.heard, await known()], [[], []]);
  },

  async the_server_unsubscribes_for_good() {
    const channel = `chat:${name()}`;
    const user = name();
    const sub = await subscribed(await connected({ token: `user:${user}` }), channel);
    const ended = next(sub, 'unsubscribed');
    await api('unsubscribe', { user, channel });
    assert.deepEqual([(await ended).code, sub.state], [2000, 'unsubscribed']);
  },

  async an_unsubscribe_with_2500_makes_it_come_again() {
    const channel = `chat:${name()}`;
    const user = name();
    const sub = await subscribed(await connected({ token: `user:${user}` }), channel);
    await api('publish', { channel, data: 1 });
    await until(() => sub.heard.length === 1);
    const going = next(sub, 'subscribing');
    const back = next(sub, 'subscribed');
    await api('unsubscribe', { user, channel, unsubscribe: { code: 2500, reason: 'again' } });
    assert.equal((await going).code, 2500);
    assert.deepEqual([(await back).wasRecovering, (await back).recovered], [true, true]);
    await api('publish', { channel, data: 2 });
    await until(() => sub.heard.length === 2);
  },

  async a_subscription_token_is_renewed() {
    const channel = `chat:ttl-${name()}`;
    let asked = 0;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel, { token: 'first', getToken: async () => { asked++; return 'again'; } });
    await until(() => asked >= 2);
    assert.equal(sub.state, 'subscribed');
  },

  async a_subscription_that_nobody_renews_ends_and_comes_again() {
    const channel = `chat:ttl-${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel, { token: 'first', getToken: () => new Promise(() => {}) });
    assert.equal((await next(sub, 'subscribing')).code, 2501);
  },

  async a_signal_comes_without_an_offset_and_leaves_nothing() {
    const channel = `signal:${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    await sub.publish(give({ typing: true }));
    await until(() => sub.heard.length === 1);
    assert.deepEqual([sub.heard[0].data, sub.heard[0].offset, sub.answer.recoverable], [{ typing: true }, undefined, false]);
    assert.equal((await refusal(sub.history({ limit: 10 }))).code, 108);
  },

  async a_user_has_its_channel_without_asking() {
    const user = name();
    const made = client({ token: `server:${user}` });
    const heard = [];
    made.on('publication', context => heard.push([context.channel, take(context.data), context.offset]));
    const told = next(made, 'subscribed');
    made.connect();
    assert.deepEqual([(await told).channel, (await told).recoverable], [`user:${user}`, true]);
    await api('publish', { channel: `user:${user}`, data: 'invited' });
    await until(() => heard.length === 1);
    assert.deepEqual(heard, [[`user:${user}`, 'invited', 1]]);
  },

  async a_users_channel_is_recovered_too() {
    const user = name();
    const made = await connected({ token: `server:${user}` });
    const heard = [];
    made.on('publication', context => heard.push(take(context.data)));
    await api('publish', { channel: `user:${user}`, data: 1 });
    await until(() => heard.length === 1);
    made.disconnect();
    await api('publish', { channel: `user:${user}`, data: 2 });
    const told = next(made, 'subscribed');
    made.connect();
    assert.equal((await told).recovered, true);
    await until(() => heard.length === 2);
    assert.deepEqual(heard, [1, 2]);
  },

  async the_server_subscribes_and_unsubscribes_a_user() {
    const user = name();
    const channel = `chat:${name()}`;
    const made = await connected({ token: `user:${user}` });
    const [told, heard, ended] = [next(made, 'subscribed'), next(made, 'publication'), next(made, 'unsubscribed')];
    await api('subscribe', { user, channel });
    assert.equal((await told).channel, channel);
    await api('publish', { channel, data: 7 });
    assert.equal(take((await heard).data), 7);
    await api('unsubscribe', { user, channel });
    assert.equal((await ended).channel, channel);
  },

  async a_broadcast_reaches_each_channel() {
    const [a, b] = [`chat:${name()}`, `state:${name()}`];
    const made = await connected({ token: `user:${name()}` });
    const subs = [await subscribed(made, a), await subscribed(made, b)];
    const { responses } = await api('broadcast', { channels: [a, 'nowhere:x', b], data: { n: 1 } });
    await Promise.all(subs.map(sub => until(() => sub.heard.length === 1)));
    assert.deepEqual([responses[0].result.offset, responses[1].error.code, responses[2].result.offset], [1, 102, 1]);
  },

  async json_on_several_lines_arrives_as_it_was_meant() {
    const channel = `chat:${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    await api('publish', { channel, b64data: Buffer.from('{\n  "a": "x\\ny",\r\n "b": [1,\n2]}').toString('base64') });
    await until(() => sub.heard.length === 1);
    assert.deepEqual(sub.heard[0].data, { a: 'x\ny', b: [1, 2] });
  },

  async a_large_publication_arrives_whole() {
    const channel = `chat:${name()}`;
    const sub = await subscribed(await connected({ token: `user:${name()}` }), channel);
    const text = 'ä'.repeat(30_000);
    await api('publish', { channel, data: text });
    await until(() => sub.heard.length === 1);
    assert.equal(sub.heard[0].data, text);
  },
};
