const assert = require('node:assert/strict');
const { take, next, connected, subscribed, until, api, refusal, name } = require('./client.cjs');

module.exports = {
  async members_see_each_other() {
    const channel = `chat:${name()}`;
    const users = [name(), name()];
    const [a, b] = await Promise.all(users.map(user => connected({ token: `user:${user}` })));
    const sub = await subscribed(a, channel);
    await subscribed(b, channel);
    const { clients } = await sub.presence();
    assert.deepEqual(Object.keys(clients).sort(), [a.answer.client, b.answer.client].sort());
    assert.equal(clients[b.answer.client].user, users[1]);
    assert.deepEqual(take(clients[b.answer.client].connInfo), { name: users[1] });
    assert.deepEqual(take(clients[b.answer.client].chanInfo), { seat: 1 });
    assert.deepEqual(Object.keys((await api('presence', { channel })).presence).sort(), Object.keys(clients).sort());
  },

  async figures_count_clients_and_users() {
    const channel = `chat:${name()}`;
    const user = name();
    const made = await Promise.all([user, user, name()].map(u => connected({ token: `user:${u}` })));
    const subs = await Promise.all(made.map(m => subscribed(m, channel)));
    const stats = await subs[0].presenceStats();
    assert.deepEqual([stats.numClients, stats.numUsers], [3, 2]);
    assert.deepEqual(await api('presence_stats', { channel }), { num_clients: 3, num_users: 2 });
  },

  async who_leaves_is_not_there_any_more() {
    const channel = `chat:${name()}`;
    const [a, b] = await Promise.all([name(), name()].map(user => connected({ token: `user:${user}` })));
    const sub = await subscribed(a, channel);
    await subscribed(b, channel);
    b.disconnect();
    let stats = {};
    await until(() => { sub.presenceStats().then(s => { stats = s; }); return stats.numClients === 1; });
  },

  async joining_and_leaving_is_told_to_who_wants_to_know() {
    const channel = `chat:${name()}`;
    const user = name();
    const [a, b, c] = await Promise.all([name(), user, name()].map(u => connected({ token: `user:${u}` })));
    const sub = await subscribed(a, channel, { joinLeave: true });
    const quiet = await subscribed(c, channel);
    const told = [];
    quiet.on('join', context => told.push(context));
    const [join, leave] = [next(sub, 'join', x => x.info.user === user), next(sub, 'leave', x => x.info.user === user)];
    const other = await subscribed(b, channel);
    assert.equal((await join).info.client, b.answer.client);
    other.unsubscribe();
    assert.equal((await leave).info.client, b.answer.client);
    assert.deepEqual(told, []);
  },

  async presence_is_for_members_and_for_channels_that_have_it() {
    const made = await connected({ token: `user:${name()}` });
    assert.equal((await refusal(made.presence(`chat:${name()}`))).code, 103);
    const sub = await subscribed(made, `signal:${name()}`);
    assert.equal((await refusal(sub.presence())).code, 108);
  },
};
